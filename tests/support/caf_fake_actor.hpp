#pragma once

#include <caf/event_based_actor.hpp>

#include <memory>
#include <tuple>
#include <vector>

#include "tests/support/caf_test.hpp"

namespace vestnik::test {

/// An actor made of these handlers that passes for a `Handle`. Whatever else it hears
/// fails the test.
template <class Handle, class... Handlers>
Handle spawn_fake(caf::actor_system& sys, Handlers... handlers) {
  const auto fake = sys.spawn(
      [](caf::event_based_actor* self, const caf::behavior& behavior) {
        self->set_default_handler(
            [](caf::scheduled_actor*, caf::message_view& message) -> caf::result<caf::message> {
              CAF_FAIL("nobody expects " << to_string(message.content()));
              return caf::sec::unexpected_message;
            });
        return behavior;
      },
      caf::behavior{handlers...});
  return caf::actor_cast<Handle>(fake);
}

/// A collaborator that only listens, to these kinds of messages, and keeps what it hears.
template <class... Messages>
class witness {
public:
  explicit witness(caf::actor_system& sys)
      : heard_{std::make_shared<books>()} {
    handle = spawn_fake<caf::actor>(sys, [heard = heard_](const Messages& message) {
      std::get<std::vector<Messages>>(*heard).push_back(message);
    }...);
  }

  template <class Handle>
  [[nodiscard]] Handle as() const {
    return caf::actor_cast<Handle>(handle);
  }

  template <class Message>
  [[nodiscard]] std::vector<Message>& heard() {
    return std::get<std::vector<Message>>(*heard_);
  }

  caf::actor handle;

private:
  using books = std::tuple<std::vector<Messages>...>;
  std::shared_ptr<books> heard_;
};

} // namespace vestnik::test
