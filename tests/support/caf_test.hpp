#pragma once

// The only way to CAF's test headers: they define lower-case macros and a global `_`,
// so include this file last. Each test file first says `#define CAF_SUITE name`.

#include "actors/protocol/actors.hpp"
#include "actors/runtime/error.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <utility>

#define FAIL CAF_FAIL // CAF's fixture uses the macro and forgot to define it.
#include <caf/test/dsl.hpp>

namespace vestnik::test {

/// The value, or the end of the test with the error's text.
template <class T>
T must(model::result<T> answer) {
  if (!answer)
    CAF_FAIL(answer.error().message);
  if constexpr (!std::is_void_v<T>)
    return std::move(*answer);
}

/// Somebody who has asked an actor for a `T` and waits.
template <class T>
class question {
public:
  template <class Handle, class... Ts>
  question(caf::actor_system& sys, const Handle& whom, Ts... message)
      : self_{sys, true} {
    auto pending = self_->request(whom, caf::infinite, std::move(message)...);
    take_ = [waiting = std::make_shared<decltype(pending)>(std::move(pending))] {
      model::result<T> out = model::error{};
      waiting->receive([&out](T& value) { out = std::move(value); },
                       [&out](caf::error& why) { out = actors::from_caf(why); });
      return out;
    };
  }

  [[nodiscard]] bool is_answered() const {
    return self_.ptr()->peek_at_next_mailbox_element() != nullptr;
  }

  /// Fails the test, instead of waiting for ever, if there is no answer.
  [[nodiscard]] model::result<T> answer() {
    if (!is_answered())
      CAF_FAIL("there is no answer");
    return take_();
  }

private:
  caf::scoped_actor self_;
  std::function<model::result<T>()> take_;
};

/// Actors on CAF's deterministic scheduler: a test says which message moves next.
struct actor_fixture : test_coordinator_fixture<> {
  /// Asks, lets everything happen, and gives the answer.
  template <class T, class Handle, class... Ts>
  model::result<T> ask(const Handle& whom, Ts... message) {
    question<T> pending{sys, whom, std::move(message)...};
    consume_messages();
    return pending.answer();
  }

  /// Sends a message as if `from` had done so.
  template <class From, class To, class... Ts>
  void say(const From& from, const To& to, Ts... message) {
    caf::send_as(caf::actor_cast<caf::actor>(from), caf::actor_cast<caf::actor>(to),
                 std::move(message)...);
  }

  template <class Handle>
  [[nodiscard]] bool has_ended(const Handle& actor) {
    caf::scoped_actor observer{sys, true};
    observer->monitor(actor);
    return observer.ptr()->peek_at_next_mailbox_element() != nullptr;
  }

  /// Ends actors and lets go of them. Each suite's fixture does so when it is destroyed:
  /// actors that know each other would live on, and the system would wait for them.
  template <class... Handles>
  void end(Handles&... actors) {
    (send_exit(actors), ...);
    consume_messages();
    ((actors = nullptr), ...);
  }

private:
  template <class Handle>
  void send_exit(const Handle& actor) {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
};

/// `none` for success.
template <class T>
model::ec code_of(const model::result<T>& answer) {
  return answer ? model::ec::none : answer.error().code;
}

} // namespace vestnik::test
