#include "consumers/matching/path_pattern.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::path_pattern_tests {

TEST_SUITE_BEGIN("consumers/matching/path_pattern");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

path_pattern made(const char* text) {
  auto compiled = path_pattern::compile(text);
  REQUIRE_MESSAGE(compiled.has_value(), text);
  return std::move(*compiled);
}

} // namespace

TEST_CASE("a capture takes what its kind allows") {
  struct row {
    const char* pattern;
    std::vector<const char*> taken;
    std::vector<const char*> refused;
  };
  const row table[] = {
      {"/{x}", {"a", "1", "a b", "я"}, {"", "a/b"}},
      {"/{x:int}",
       {"0", "-1", "42", "9223372036854775807", "-9223372036854775808"},
       {"", "01", "+1", "-0", "1.5", "a", "9223372036854775808"}},
      {"/{x:id}", {"1", "7236401234567890"}, {"0", "-1", "01", "9223372036854775808"}},
      {"/{x:[a-z]{2,3}}", {"ab", "abc"}, {"a", "abcd", "AB", "ab1"}},
      {"/{x:a|b}", {"a", "b"}, {"ab", "c"}},
      {"/{x:[^:]+:[0-9]+}", {"host:80"}, {"host"}},
  };
  for (const auto& row : table) {
    CAPTURE(row.pattern);
    const auto aut = made(row.pattern);
    for (const auto* text : row.taken) {
      CAPTURE(text);
      CHECK(aut.match(std::string{"/"} + text) == capture_list{{"x", text}});
    }
    for (const auto* text : row.refused)
      CHECK_MESSAGE(!aut.match(std::string{"/"} + text).has_value(), text);
  }
}

TEST_CASE("captures are named in the order of the pattern, with their kinds") {
  const auto aut = made("/{a}/x/{b:int}/{c:id}/{d:[0-9]}");
  REQUIRE(aut.captures().size() == 4);
  CHECK(aut.captures()[0].kind == capture_kind::text);
  CHECK(aut.captures()[1].kind == capture_kind::integer);
  CHECK(aut.captures()[2].kind == capture_kind::id);
  CHECK(aut.captures()[3].kind == capture_kind::expression);
  CHECK(aut.match("/1/x/2/3/4") == capture_list{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
}

TEST_CASE("an address has the names of the captures without what they take") {
  CHECK(made("/").address() == "/");
  CHECK(made("/ws").address() == "/ws");
  CHECK(made("/{a}/x/{b:int}/{c:[0-9/]+}/").address() == "/{a}/x/{b}/{c}/");
}

TEST_CASE("a pattern that cannot be read is refused with the reason") {
  const std::pair<const char*, const char*> table[] = {
      {"", "a pattern starts with /"},
      {"ws", "a pattern starts with /"},
      {"/a//b", "only the last segment may be empty"},
      {"/{}", "{} is not a capture of the form {name} or {name:what}"},
      {"/{1a}", "{1a} is not a capture of the form {name} or {name:what}"},
      {"/{Room}", "{Room} is not a capture of the form {name} or {name:what}"},
      {"/x{room}", "x{room} is not a capture of the form {name} or {name:what}"},
      {"/{room}x", "{room}x is not a capture of the form {name} or {name:what}"},
      {"/{room", "{room is not a capture of the form {name} or {name:what}"},
      {"/{a}/{a}", "it captures a twice"},
      {"/{a:(}", "{a:(}: the expression ( is wrong: missing ): ("},
  };
  for (const auto& [pattern, message] : table) {
    const auto refused = path_pattern::compile(pattern);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == model::ec::invalid);
    CHECK(refused.error().message == message);
  }
}

TEST_CASE("two patterns overlap when some path is known to match both") {
  struct row {
    const char* first;
    const char* second;
    bool overlap;
  };
  const row table[] = {
      {"/chat/new", "/chat/{room}", true},   {"/chat/new", "/chat/{room:int}", false},
      {"/chat/7", "/chat/{room:int}", true}, {"/{a:int}", "/{b:int}", true},
      {"/{a:[a-z]+}", "/{b}", true},         {"/{a:[a-z]+}", "/{b:[0-9]+}", false},
      {"/a/{x}", "/a/{x}/", false},          {"/{a}/", "/{b}", false},
  };
  for (const auto& row : table) {
    CAPTURE(row.first);
    CAPTURE(row.second);
    CHECK(made(row.first).overlaps(made(row.second)) == row.overlap);
    CHECK(made(row.second).overlaps(made(row.first)) == row.overlap);
  }
}

TEST_SUITE_END();

} // namespace vestnik::consumers::path_pattern_tests
