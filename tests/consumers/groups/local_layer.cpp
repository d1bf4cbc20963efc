#include "consumers/groups/local_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::groups_local_layer_tests {

TEST_SUITE_BEGIN("consumers/groups/local_layer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct fixture {
  local_groups aut;
  std::string heard;

  membership join(const char* group, char as) {
    return aut.join(group, [this, as](std::string_view from, const model::json_text& text) {
      heard += as + std::string{from} + text.text + ' ';
    });
  }
};

} // namespace

TEST_CASE_FIXTURE(fixture, "a group message reaches its members before send returns") {
  const auto one = join("a", '1');
  const auto two = join("a", '2');
  const auto other = join("b", '3');
  aut.send("a", {"x"});
  CHECK(heard == "1ax 2ax ");
}

TEST_CASE_FIXTURE(fixture, "a membership ends with its last copy") {
  auto one = join("a", '1');
  auto copy = one;
  one.reset();
  CHECK(aut.members("a") == 1);
  copy.reset();
  CHECK(aut.members("a") == 0);
  aut.send("a", {"x"});
  CHECK(heard == "");
}

TEST_CASE_FIXTURE(fixture, "a member that is told may join and leave") {
  membership later;
  membership joined;
  joined = aut.join("a", [&](std::string_view, const model::json_text&) {
    heard += "own ";
    joined.reset();
    later = join("a", 'l');
  });
  const auto last = join("a", 'z');
  aut.send("a", {"1"});
  CHECK(heard == "own za1 ");
  aut.send("a", {"2"});
  CHECK(heard == "own za1 za2 la2 ");
}

TEST_CASE("a local layer has groups, and no rooms or objects") {
  local_layer aut;
  CHECK(aut.groups() != nullptr);
  int refused = 0;
  const auto unavailable = [&](const auto& outcome) {
    CHECK(outcome.error().code == model::ec::unavailable);
    ++refused;
  };
  aut.command({}, unavailable);
  aut.follow({}, unavailable, [](std::string_view) { FAIL("there are no events"); });
  aut.subscribe({{{model::room_kind::chat, 1}}}, [&](const auto& outcomes) {
    REQUIRE(outcomes.size() == 1);
    unavailable(outcomes[0].second);
  });
  const model::table_description notes{"notes", "id", {}};
  const auto nothing = aut.follow_changes(
      notes, [](const change&) { FAIL("nothing changes"); }, unavailable);
  CHECK(refused == 4);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::groups_local_layer_tests
