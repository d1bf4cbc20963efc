#include "model/values/deadline.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::deadline_tests {

TEST_SUITE_BEGIN("model/values/deadline");

using namespace vestnik::model;
using namespace std::chrono_literals;

namespace {

const deadline::clock::time_point start{1h};

} // namespace

TEST_CASE("a deadline has passed when its time has come") {
  const auto aut = deadline::after(10ms, start);
  CHECK(!aut.has_passed(start));
  CHECK(!aut.has_passed(start + 10ms - 1ns));
  CHECK(aut.has_passed(start + 10ms));
  CHECK(deadline::after(0ms, start).has_passed(start));
  CHECK(deadline::after(-1ms, start) == deadline::after(0ms, start));
}

TEST_CASE("what is left is never more than there is") {
  const auto aut = deadline::after(10ms, start);
  CHECK(aut.left(start) == 10ms);
  CHECK(aut.left(start + 1ns) == 9ms);
  CHECK(aut.left(start + 10ms) == 0ms);
  CHECK(aut.left(start + 1h) == 0ms);
}

TEST_CASE("a deadline goes on with what is left of it") {
  const auto aut = deadline::after(10ms, start);
  CHECK(deadline::after(aut.left(start + 4ms), start + 4ms) == aut);
}

TEST_CASE("who waits without end has no deadline and hands none on") {
  CHECK(!deadline{}.has_passed(start + 24h * 365 * 200));
  CHECK(deadline{}.left(start) == std::chrono::milliseconds::max());
  CHECK(deadline::after(deadline{}.left(start), start) == deadline{});
}

TEST_SUITE_END();

} // namespace vestnik::model::deadline_tests
