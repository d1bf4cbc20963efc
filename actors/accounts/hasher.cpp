#include "actors/accounts/hasher.hpp"

#include "actors/runtime/error.hpp"

#include <utility>

namespace vestnik::actors {

hasher_actor::behavior_type hasher(hasher_actor::stateful_pointer<hasher_state> self,
                                   std::shared_ptr<const storage::password_hash> hash) {
  self->state.hash = std::move(hash);
  return {
      [self](const password_to_hash& what) -> caf::result<std::string> {
        return answer(self->state.hash->make(what.password));
      },
      [self](const password_to_verify& what) -> caf::result<std::string> {
        const auto& own = *self->state.hash;
        const auto fits = own.verify(what.phc.empty() ? own.of_nobody() : what.phc, what.password);
        if (!fits)
          return to_caf(fits.error());
        if (what.phc.empty() || !own.needs_rehash(what.phc))
          return std::string{};
        auto renewed = own.make(what.password);
        return renewed ? std::move(*renewed) : std::string{};
      },
  };
}

} // namespace vestnik::actors
