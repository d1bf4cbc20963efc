#include "actors/accounts/hasher.hpp"

#include "actors/runtime/error.hpp"

#include <string>
#include <utility>

namespace vestnik::actors {

hasher_actor::behavior_type hasher(hasher_actor::stateful_pointer<hasher_state> self,
                                   std::shared_ptr<const storage::password_hash> hash) {
  self->state.hash = std::move(hash);
  return {
      [self](const password_to_hash& request) -> caf::result<std::string> {
        return answer(self->state.hash->make(request.password));
      },
      [self](const password_to_verify& request) -> caf::result<std::string> {
        const auto& hashing = *self->state.hash;
        const auto fits = hashing.verify(request.phc.empty() ? hashing.of_nobody() : request.phc,
                                         request.password);
        if (!fits)
          return to_caf(fits.error());
        if (request.phc.empty() || !hashing.needs_rehash(request.phc))
          return std::string{};
        auto renewed = hashing.make(request.password);
        return renewed ? std::move(*renewed) : std::string{};
      },
  };
}

} // namespace vestnik::actors
