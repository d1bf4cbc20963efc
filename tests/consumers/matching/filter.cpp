#include "consumers/matching/filter.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_filter_tests {

TEST_SUITE_BEGIN("consumers/matching/filter");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

compiled_filters compiled(const filter_list& filters) {
  auto made = compile(filters);
  REQUIRE_MESSAGE(made.has_value(), made.error().message);
  return std::move(*made);
}

std::string refusal(const filter_list& filters) {
  const auto made = compile(filters);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == model::ec::invalid);
  return made.error().message;
}

relation between(const filter_list& first, const filter_list& second) {
  return compare(compiled(first), compiled(second));
}

relation turned(relation of) {
  if (of == relation::covers)
    return relation::within;
  return of == relation::within ? relation::covers : of;
}

} // namespace

TEST_CASE("filters that cannot be meant are refused with the reason") {
  CHECK(refusal({{"a", 1}, {"a", 2}}) == "the key a is filtered twice");
  CHECK(refusal({{"a", one_of{std::vector<literal>{}}}}) == "the key a may have none of no values");
  CHECK(refusal({{"a", matches{"("}}}).starts_with("the key a: "));
  CHECK(refusal({{"a", matches{"(?P<x>.)"}}, {"b", matches{"(?P<x>.)"}}}) ==
        "the group x is named twice");
}

TEST_CASE("a handler has at most 16 named groups, over all its filters") {
  const auto groups = [](int count, char first) {
    std::string expression;
    for (int i = 0; i < count; ++i)
      expression += std::string{"(?P<"} + static_cast<char>(first + i) + ">.)";
    return matches{expression};
  };
  CHECK(compile({{"a", groups(8, 'a')}, {"b", groups(8, 'i')}}).has_value());
  CHECK(refusal({{"a", groups(8, 'a')}, {"b", groups(9, 'i')}}) == "more than 16 named groups");
}

TEST_CASE("the relation of two filters says whether their payloads overlap") {
  struct row {
    filter_list first;
    filter_list second;
    relation expected;
  };
  const row table[] = {
      {{{"a", 1}}, {{"a", 1}}, relation::covers},
      {{}, {{"a", 1}}, relation::covers},
      {{{"a", 1}}, {{"a", 2}}, relation::apart},
      {{{"a", 1}}, {{"a", "1"}}, relation::apart},
      {{{"a", true}}, {{"a", 1}}, relation::apart},
      {{{"a", nullptr}}, {{"a", false}}, relation::apart},
      {{{"a", one_of{1, 2}}}, {{"a", 2}}, relation::covers},
      {{{"a", one_of{1, 2}}}, {{"a", one_of{2, 3}}}, relation::overlap},
      {{{"a", 1}}, {{"a", 1}, {"b", 2}}, relation::covers},
      {{{"a", 1}}, {{"b", 2}}, relation::overlap},
      {{{"a", 1}, {"b", 2}}, {{"a", 1}, {"b", 3}}, relation::apart},
      {{{"a", one_of{1, 2}}}, {{"a", 1}, {"b", 2}}, relation::covers},
      {{{"a", one_of{1, 2}}, {"b", 2}}, {{"a", 1}}, relation::overlap},
      {{{"a", matches{"x+"}}}, {{"a", "xx"}}, relation::covers},
      {{{"a", matches{"x+"}}}, {{"a", "y"}}, relation::apart},
      {{{"a", matches{"x+"}}}, {{"a", 1}}, relation::apart},
      {{{"a", matches{"x+"}}}, {{"a", one_of{"x", "y"}}}, relation::overlap},
      {{{"a", matches{".*"}}}, {{"a", matches{"x+"}}}, relation::covers},
      {{{"a", matches{"(?s).*"}}}, {{"a", "any\ntext"}}, relation::covers},
      // Not known.
      {{{"a", matches{"x+"}}}, {{"a", matches{"xx"}}}, relation::apart},
  };
  for (const auto& [first, second, expected] : table) {
    CAPTURE(to_string(compiled(first)));
    CAPTURE(to_string(compiled(second)));
    CHECK(between(first, second) == expected);
    // Equal ones cover each other: whichever comes first is meant.
    if (to_string(compiled(first)) != to_string(compiled(second)))
      CHECK(between(second, first) == turned(expected));
  }
}

TEST_CASE("filters are told as they are written") {
  CHECK(to_string(compiled({{"action", one_of{"say", "ask"}},
                            {"n", 7},
                            {"b", true},
                            {"z", nullptr},
                            {"text", matches{".+"}}})) ==
        R"({action: "say" or "ask", n: 7, b: true, z: null, text: /.+/})");
  CHECK(to_string({}) == "{}");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_filter_tests
