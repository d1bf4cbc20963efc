#define CAF_SUITE awaited_answers
#include "actors/runtime/awaited_answers.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace std::chrono_literals;

namespace awaited_answers_tests {

struct fixture {
  std::uint64_t add(std::chrono::milliseconds patience, const std::string& question) {
    return aut.add(model::deadline::after(patience, now), question);
  }

  std::vector<std::string> overdue() {
    std::vector<std::string> out;
    while (auto late = aut.take_overdue(now))
      out.push_back(*late);
    return out;
  }

  model::deadline::clock::time_point now{1h};
  awaited_answers<std::string> aut;
};

} // namespace awaited_answers_tests

using words = std::vector<std::string>;

CAF_TEST_FIXTURE_SCOPE(awaited_answers_tests, awaited_answers_tests::fixture)

CAF_TEST(an answer is awaited until it is there and is taken once) {
  const auto first = add(10ms, "first");
  const auto second = add(10ms, "second");
  CAF_CHECK_EQUAL(aut.size(), 2u);
  CAF_REQUIRE(aut.find(second) != nullptr);
  CAF_CHECK_EQUAL(*aut.find(second), "second");
  CAF_CHECK((aut.take(first) == "first"));
  CAF_CHECK(!aut.take(first).has_value());
  CAF_CHECK(aut.find(first) == nullptr);
  CAF_CHECK_EQUAL(aut.size(), 1u);
}

CAF_TEST(what is overdue comes in the order of its time and not before) {
  add(30ms, "last");
  add(10ms, "first");
  const auto answered = add(20ms, "answered");
  now += 9ms;
  CAF_CHECK(overdue().empty());
  aut.take(answered);
  now += 30ms;
  CAF_CHECK((overdue() == words{"first", "last"}));
  CAF_CHECK_EQUAL(aut.size(), 0u);
}

CAF_TEST(all of one kind are taken at once and the others stay) {
  add(10ms, "a1");
  add(10ms, "b1");
  add(5ms, "a2");
  CAF_CHECK(
      (aut.take_if([](const std::string& each) { return each[0] == 'a'; }) == words{"a1", "a2"}));
  now += 10ms;
  CAF_CHECK(overdue() == words{"b1"});
}

CAF_TEST(one look is due at a time unless an earlier one is needed) {
  CAF_CHECK(!aut.next_look(now));
  add(20ms, "later");
  CAF_CHECK(aut.next_look(now) == 20ms);
  add(30ms, "much later");
  CAF_CHECK(!aut.next_look(now));
  add(10ms, "sooner");
  CAF_CHECK(aut.next_look(now) == 10ms);
  now += 10ms;
  CAF_CHECK(overdue() == words{"sooner"});
  CAF_CHECK(aut.next_look(now) == 10ms);
  CAF_MESSAGE("the look that was due then finds nothing to do");
  CAF_CHECK(!aut.next_look(now + 1ms));
}

CAF_TEST(what is awaited without end is never overdue) {
  aut.add({}, "for ever");
  CAF_CHECK(!aut.next_look(now));
  now += 24h * 365 * 100;
  CAF_CHECK(overdue().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
