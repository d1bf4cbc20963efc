#define CAF_SUITE io_unit
#include "actors/runtime/io_unit.hpp"

#include <deque>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace io_unit_tests {

/// An io thread that runs what was posted when the test says so.
struct stepped_thread final : net::io_executor {
  void post(std::function<void()> work) override { posted.push_back(std::move(work)); }
  void post_after(std::chrono::milliseconds, std::function<void()>) override { std::abort(); }
  [[nodiscard]] bool running_in_this_thread() const noexcept override { return true; }
  [[nodiscard]] std::shared_ptr<net::byte_stream>
  connect(net::stream_target, std::shared_ptr<net::byte_stream_handler>) override {
    std::abort();
  }

  void turn() {
    auto work = std::move(posted.front());
    posted.pop_front();
    work();
  }

  std::deque<std::function<void()>> posted;
};

/// A resident that wants so many turns, and counts who holds it.
struct resident final : caf::resumable {
  explicit resident(int turns)
      : wanted{turns} {}

  subtype_t subtype() const override { return io_actor; }
  resume_result resume(caf::execution_unit* on, std::size_t) override {
    ran_on = on;
    ++ran;
    return ran < wanted ? resume_later : awaiting_message;
  }
  void intrusive_ptr_add_ref_impl() override { ++holders; }
  void intrusive_ptr_release_impl() override { --holders; }

  int wanted;
  int ran = 0;
  int holders = 0;
  caf::execution_unit* ran_on = nullptr;
};

struct fixture : test::actor_fixture {
  /// As actors do when they become ready: the unit gets a reference.
  void make_ready(resident& one) {
    one.intrusive_ptr_add_ref_impl();
    unit->exec_later(&one);
  }

  stepped_thread thread;
  std::unique_ptr<io_unit> unit = std::make_unique<io_unit>(sys, thread);
  resident first{1};
  resident second{1};
};

} // namespace io_unit_tests

CAF_TEST_FIXTURE_SCOPE(io_unit_tests, fixture)

CAF_TEST(however many are ready one post wakes the thread) {
  make_ready(first);
  make_ready(second);
  CAF_CHECK_EQUAL(thread.posted.size(), 1u);
  CAF_CHECK_EQUAL(first.ran, 0);
  thread.turn();
  CAF_CHECK_EQUAL(first.ran, 1);
  CAF_CHECK_EQUAL(second.ran, 1);
  CAF_CHECK(first.ran_on == unit.get());
  CAF_CHECK_EQUAL(first.holders, 0);
  CAF_MESSAGE("and the next burst wakes it again");
  make_ready(first);
  CAF_CHECK_EQUAL(thread.posted.size(), 1u);
  thread.turn();
  CAF_CHECK_EQUAL(first.ran, 2);
}

CAF_TEST(an actor with much to do lets the thread do other things in between) {
  resident busy{3};
  make_ready(busy);
  for (int turn = 1; turn <= 3; ++turn) {
    CAF_REQUIRE_EQUAL(thread.posted.size(), 1u);
    CAF_CHECK_EQUAL(busy.holders, 1);
    thread.turn();
    CAF_CHECK_EQUAL(busy.ran, turn);
  }
  CAF_CHECK(thread.posted.empty());
  CAF_CHECK_EQUAL(busy.holders, 0);
}

CAF_TEST(actors that still wait when the unit ends are let go without having run) {
  make_ready(first);
  unit.reset();
  CAF_CHECK_EQUAL(first.holders, 0);
  CAF_CHECK_EQUAL(first.ran, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
