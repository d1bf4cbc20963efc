#define CAF_SUITE attendance
#include "actors/runtime/attendance.hpp"

#include <thread>
#include <utility>

#include "tests/support/caf_test.hpp"

using std::chrono::milliseconds;
using vestnik::actors::attendance;

CAF_TEST(somebody is there until the last copy of a ticket is gone) {
  attendance aut;
  CAF_CHECK(aut.wait_until_empty(milliseconds{0}));
  auto ticket = aut.enter();
  auto copy = ticket;
  ticket.reset();
  CAF_CHECK(!aut.wait_until_empty(milliseconds{0}));
  copy.reset();
  CAF_CHECK(aut.wait_until_empty(milliseconds{0}));
}

CAF_TEST(who waits hears of the last one from another thread) {
  attendance aut;
  auto ticket = aut.enter();
  std::thread other{[mine = std::move(ticket)]() mutable { mine.reset(); }};
  CAF_CHECK(aut.wait_until_empty(std::chrono::seconds{60}));
  other.join();
}

CAF_TEST(a ticket may outlive who gave it) {
  attendance::ticket ticket;
  {
    attendance aut;
    ticket = aut.enter();
  }
  ticket.reset();
}
