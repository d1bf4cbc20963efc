#define CAF_SUITE resident_actor
#include "actors/runtime/resident_actor.hpp"

#include <caf/typed_event_based_actor.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace resident_actor_tests {

/// Says whether it runs on the io thread: 1 or 0.
using locator_actor = caf::typed_actor<caf::replies_to<std::uint64_t>::with<std::uint64_t>>;

struct locator_state {
  static inline const char* name = "locator";
  locator_state() = default;
  std::uint64_t heard = 0;
};

locator_actor::behavior_type locator(locator_actor::stateful_pointer<locator_state>,
                                     net::io_executor* thread) {
  return {[thread](std::uint64_t) {
    return static_cast<std::uint64_t>(thread->running_in_this_thread() ? 1 : 0);
  }};
}

/// Passes a question on to a friend and adds ten if the answer reaches it on the io thread.
locator_actor::behavior_type asker(locator_actor::stateful_pointer<locator_state> self,
                                   net::io_executor* thread, locator_actor whom) {
  return {[=](std::uint64_t value) {
    auto promise = self->make_response_promise<std::uint64_t>();
    self->request(whom, caf::infinite, value).then([=](std::uint64_t answer) mutable {
      promise.deliver(answer + (thread->running_in_this_thread() ? 10 : 0));
    });
    return promise;
  }};
}

/// Counts; answers with the number it has heard.
locator_actor::behavior_type counter(locator_actor::stateful_pointer<locator_state> self,
                                     net::io_executor*) {
  return {[self](std::uint64_t) { return ++self->state.heard; }};
}

/// A real io thread beside CAF's own scheduler.
struct fixture {
  fixture() { threads.start(); }

  std::uint64_t ask(const locator_actor& whom) {
    std::uint64_t out = 99;
    caf::scoped_actor self{sys};
    self->request(whom, caf::infinite, std::uint64_t{0})
        .receive([&out](std::uint64_t answer) { out = answer; },
                 [](const caf::error& why) { CAF_FAIL(to_string(why)); });
    return out;
  }

  /// Its actors must have ended when the unit does.
  void end(const locator_actor& actor) {
    caf::scoped_actor self{sys};
    self->monitor(actor);
    self->send_exit(actor, caf::exit_reason::user_shutdown);
    self->receive([](const caf::down_msg&) {});
  }

  net::io_threads threads{1, {}};
  net::io_executor& thread = threads.at(0);
  caf::actor_system_config config;
  caf::actor_system sys{config};
  io_unit unit{sys, thread};
};

} // namespace resident_actor_tests

CAF_TEST_FIXTURE_SCOPE(resident_actor_tests, fixture)

CAF_TEST(a resident runs on its io thread whoever sends to it) {
  const auto aut = spawn_resident(unit, locator, &thread);
  CAF_CHECK_EQUAL(ask(aut), 1u);
  const auto stranger = sys.spawn(asker, &thread, aut);
  CAF_CHECK_EQUAL(ask(stranger), 1u);
  end(stranger);
  end(aut);
}

CAF_TEST(actors that a resident sends to run where they belong and answers come home) {
  const auto stranger = sys.spawn(locator, &thread);
  CAF_CHECK_EQUAL(ask(stranger), 0u);
  const auto aut = spawn_resident(unit, asker, &thread, stranger);
  CAF_CHECK_EQUAL(ask(aut), 10u);
  const auto other = spawn_resident(unit, asker, &thread, aut);
  CAF_CHECK_EQUAL(ask(other), 20u);
  end(other);
  end(aut);
  end(stranger);
}

CAF_TEST(more messages than one turn handles all arrive) {
  const auto aut = spawn_resident(unit, counter, &thread);
  for (int i = 0; i < 10'000; ++i)
    caf::anon_send(aut, std::uint64_t{0});
  CAF_CHECK_EQUAL(ask(aut), 10'001u);
  end(aut);
}

CAF_TEST_FIXTURE_SCOPE_END()
