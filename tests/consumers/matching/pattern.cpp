#include "consumers/matching/pattern.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_pattern_tests {

TEST_SUITE_BEGIN("consumers/matching/pattern");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

std::string repeated(std::string_view part, int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += part;
  return all;
}

} // namespace

TEST_CASE("only named groups are taken, in the order of their opening") {
  const auto aut = pattern::compile(R"((?P<b>(x)(?P<a>y))(z)?)").value();
  CHECK(std::vector<std::string>(aut.names().begin(), aut.names().end()) ==
        std::vector<std::string>{"b", "a"});
  group_values taken;
  CHECK(aut.match("xy", taken));
  REQUIRE(taken.count == 2);
  CHECK(taken.text[0] == "xy");
  CHECK(taken.text[1] == "y");
  CHECK_FALSE(aut.match("xyzz", taken));
  CHECK(taken.count == 2);
}

TEST_CASE("a group that took nothing is empty") {
  const auto aut = pattern::compile("a(?P<x>b)?").value();
  group_values taken;
  CHECK(aut.match("a", taken));
  CHECK(taken.text[0].empty());
}

TEST_CASE("an expression that RE2 refuses, or with too many groups, is refused") {
  CHECK(pattern::compile("(").error().message == "the expression ( is wrong: missing ): (");
  CHECK(pattern::compile(R"((a)\1)").error().code == model::ec::invalid);
  CHECK(pattern::compile("(?P<a>x)(?P<a>y)").error().code == model::ec::invalid);
  CHECK(pattern::compile(repeated("(a)", 16)).has_value());
  CHECK(pattern::compile(repeated("(a)", 17)).error().message.ends_with("has more than 16 groups"));
}

TEST_CASE("an expression that would be slow elsewhere is not") {
  const auto aut = pattern::compile("(a*)*b").value();
  CHECK_FALSE(aut.match(std::string(100'000, 'a')));
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_pattern_tests
