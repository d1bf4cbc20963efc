#define CAF_SUITE answer_promise
#include "actors/runtime/answer_promise.hpp"

#include "actors/runtime/ask.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace answer_promise_tests {

using clerk_actor = caf::typed_actor<caf::replies_to<std::uint64_t>::with<std::uint64_t>,
                                     caf::reacts_to<atom::flush>, caf::reacts_to<atom::end>>;

/// Answers nobody before it is told to, and then all alike.
struct clerk_state {
  static inline const char* name = "clerk";
  clerk_state() = default;
  std::vector<typed_answer_promise<std::uint64_t>> promised;
};

clerk_actor::behavior_type clerk(clerk_actor::stateful_pointer<clerk_state> self,
                                 std::uint64_t number) {
  return {
      [self](std::uint64_t) -> caf::result<std::uint64_t> {
        typed_answer_promise<std::uint64_t> promise{*self};
        self->state.promised.push_back(promise);
        return promise;
      },
      [self, number](atom::flush) {
        for (auto copy : self->state.promised)
          copy.deliver(number);
        self->state.promised.clear();
      },
      [self](atom::end) { self->quit(); },
  };
}

/// Waits for somebody who never answers, before it would.
clerk_actor::behavior_type waiter(clerk_actor::stateful_pointer<clerk_state> self,
                                  clerk_actor whom) {
  return {
      [self, whom](std::uint64_t number) -> caf::result<std::uint64_t> {
        typed_answer_promise<std::uint64_t> promise{*self};
        actors::ask(
            *self, whom, number, [promise](std::uint64_t got) mutable { promise.deliver(got); },
            [promise](const caf::error& why) mutable { promise.deliver(why); });
        return promise;
      },
      [](atom::flush) {},
      [self](atom::end) { self->quit(); },
  };
}

struct fixture : actor_fixture {
  fixture() {
    aut = sys.spawn(clerk, std::uint64_t{7});
    consume_messages();
  }
  ~fixture() { end(aut); }

  clerk_actor aut;
};

} // namespace answer_promise_tests

CAF_TEST_FIXTURE_SCOPE(answer_promise_tests, fixture)

CAF_TEST(a promise is kept once) {
  question<std::uint64_t> asker{sys, aut, std::uint64_t{1}};
  consume_messages();
  CAF_CHECK(!asker.is_answered());
  say(self, aut, atom::flush::value);
  consume_messages();
  CAF_CHECK_EQUAL(must(asker.answer()), 7u);
  CAF_CHECK(!asker.is_answered());
}

CAF_TEST(an actor that ends answers what it has promised with outcome unknown) {
  question<std::uint64_t> first{sys, aut, std::uint64_t{1}};
  question<std::uint64_t> second{sys, aut, std::uint64_t{2}};
  consume_messages();
  say(self, aut, atom::end::value);
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::outcome_unknown);
  CAF_CHECK(code_of(second.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(an actor that ends while it waits for another answers its own askers) {
  auto middle = sys.spawn(waiter, aut);
  question<std::uint64_t> asker{sys, middle, std::uint64_t{1}};
  consume_messages();
  CAF_CHECK(!asker.is_answered());
  say(self, middle, atom::end::value);
  consume_messages();
  CAF_CHECK(code_of(asker.answer()) == model::ec::outcome_unknown);
  end(middle);
}

CAF_TEST(who did not ask is not answered) {
  witness<caf::error> teller{sys};
  say(teller.handle, aut, std::uint64_t{1});
  consume_messages();
  say(self, aut, atom::end::value);
  consume_messages();
  CAF_CHECK(teller.heard<caf::error>().empty());
  end(teller.handle);
}

CAF_TEST_FIXTURE_SCOPE_END()
