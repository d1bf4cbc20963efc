#include "consumers/core/permission.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::permission_tests {

TEST_SUITE_BEGIN("consumers/core/permission");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

const scope nobody;
const scope alice{.identity = {.user = {1}, .session = {2}, .login = "alice", .name = "Alice"}};

access_rule yes() {
  return at(stage::action, [](const access_request&) { return true; });
}
access_rule no() {
  return at(stage::action, [](const access_request&) { return false; });
}
access_rule none() {
  return at(stage::subscribe, [](const access_request&) { return false; });
}

bool allows(const access_rule& aut) {
  return aut.check({.facts = alice, .at = stage::action}).has_value();
}

struct note {
  std::int64_t owner = 0;
};

} // namespace

TEST_CASE("a connection of nobody is refused at connect") {
  CHECK(signed_in().check({.facts = alice}).has_value());
  CHECK(signed_in().check({.facts = nobody}).error().code == model::ec::unauthenticated);
  CHECK(anonymous().check({.facts = nobody}).has_value());
}

TEST_CASE("rules compose by and, or and not; who has no opinion changes nothing") {
  const std::pair<access_rule, bool> table[] = {
      {yes(), true},
      {no(), false},
      {none(), true},
      {!yes(), false},
      {!no(), true},
      {!none(), true},
      {yes() && yes(), true},
      {yes() && no(), false},
      {no() && yes(), false},
      {none() && no(), false},
      {no() && none(), false},
      {none() && yes(), true},
      {yes() || no(), true},
      {no() || yes(), true},
      {no() || no(), false},
      {none() || no(), false},
      {no() || none(), false},
      {none() || none(), true},
      {!(yes() && no()), true},
      {!no() && (no() || yes()), true},
  };
  for (std::size_t i = 0; i < std::size(table); ++i) {
    CAPTURE(i);
    CHECK(allows(table[i].first) == table[i].second);
  }
}

TEST_CASE("a refusal is forbidden, and an object that one may not see does not exist") {
  CHECK(no().check({.facts = alice, .at = stage::action}).error().code == model::ec::forbidden);
  CHECK((!yes()).check({.facts = alice, .at = stage::action}).error().code == model::ec::forbidden);
  const auto owner = on_object<note>([](const scope& facts, const note& which) {
    return facts.identity.user.value == which.owner;
  });
  const note mine{1};
  const note other{2};
  const auto judged = [&](const note& which) {
    return owner.check(
        {.facts = alice, .at = stage::object, .object = &which, .type = typeid(note)});
  };
  CHECK(judged(mine).has_value());
  CHECK(judged(other).error().code == model::ec::not_found);
}

TEST_CASE("a rule about objects has no opinion about objects of another kind") {
  const auto never = on_object<note>([](const scope&, const note&) { return false; });
  const int number = 1;
  CHECK(never.check({.facts = alice, .at = stage::object, .object = &number, .type = typeid(int)})
            .has_value());
  CHECK(never.check({.facts = alice, .at = stage::action}).has_value());
}

TEST_CASE("a rule says whether it may look at single objects, also when it is put together") {
  using enum access_rule::concern;
  const auto owner = on_object<int>([](const scope&, int) { return true; });
  const auto silent = access_rule{[](const access_request&) { return judgement{}; }};
  CHECK(signed_in().about() == connections);
  CHECK(anonymous().about() == connections);
  CHECK(at(stage::action, [](const auto&) { return true; }).about() == connections);
  CHECK(at(stage::object, [](const auto&) { return true; }).about() == objects);
  CHECK(owner.about() == objects);
  CHECK(silent.about() == objects);
  CHECK((signed_in() && anonymous()).about() == connections);
  CHECK((signed_in() && owner).about() == objects);
  CHECK((owner || signed_in()).about() == objects);
  CHECK((!anonymous()).about() == objects);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::permission_tests
