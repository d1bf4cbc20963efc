#include "consumers/dispatch/dispatcher.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_dispatcher_tests {

TEST_SUITE_BEGIN("consumers/dispatch/dispatcher");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

dispatcher made(const std::vector<filter_list>& handlers) {
  auto compiled = dispatcher::make(handlers);
  REQUIRE(compiled.has_value());
  return std::move(*compiled);
}

std::string refusal(const std::vector<filter_list>& handlers) {
  const auto compiled = dispatcher::make(handlers);
  return compiled ? "" : compiled.error().message;
}

/// The place of the handler, counted from 1, and what the groups took: `2 bob 7`.
std::string found(const dispatcher& aut, std::string_view payload) {
  const auto request = read_request(payload, wire_form::bare);
  REQUIRE_FALSE(request.problem.has_value());
  group_values groups;
  const auto place = aut.find(request, groups);
  if (!place)
    return "none";
  auto text = std::to_string(*place + 1);
  for (std::size_t i = 0; i < groups.count; ++i)
    text += ' ' + std::string{groups.text[i]};
  return text;
}

} // namespace

TEST_CASE("all filters must match, and the first handler that matches wins") {
  const auto aut = made({
      {{"action", "say"}, {"kind", "shout"}, {"loud", true}},
      {{"action", "say"}, {"kind", "shout"}},
      {{"action", "say"}},
      {{"action", one_of{"join", "leave"}}, {"room", 7}},
      {{"action", one_of{"join", "leave"}}},
      {{"reason", nullptr}, {"action", "stop"}},
  });
  const std::pair<const char*, const char*> table[] = {
      {R"({"action":"say","kind":"shout","loud":true})", "1"},
      {R"({"action":"say","kind":"shout","loud":false})", "2"},
      {R"({"action":"say","kind":"shout","loud":"true"})", "2"},
      {R"({"action":"say","kind":"whisper"})", "3"},
      {R"({"action":"say"})", "3"},
      {R"({"action":"leave","room":7})", "4"},
      {R"({"action":"leave","room":"7"})", "5"},
      {R"({"action":"leave","room":7.0})", "5"},
      {R"({"action":"join"})", "5"},
      {R"({"action":"stop","reason":null})", "6"},
      {R"({"action":"stop"})", "none"},
      {R"({"action":"sa"})", "none"},
      {R"({"kind":"shout","loud":true})", "none"},
      {R"({})", "none"},
  };
  for (const auto& [payload, expected] : table)
    CHECK_MESSAGE(found(aut, payload) == expected, payload);
}

TEST_CASE("an expression must match the whole text, and its named groups are taken in order") {
  const auto aut = made({
      {{"text", matches{R"(@(?P<who>\w+) (?P<what>.*))"}}, {"n", matches{R"((?P<n>\d)(\d))"}}},
      {{"text", matches{R"(@(?P<who>\w+) (?P<what>.*))"}}},
      {{"text", matches{".*"}}},
  });
  CHECK(found(aut, R"({"text":"@bob hello there","n":"42"})") == "1 bob hello there 4");
  CHECK(found(aut, R"({"text":"@bob hello there","n":"427"})") == "2 bob hello there");
  CHECK(found(aut, R"({"text":"say @bob hello"})") == "3");
  CHECK(found(aut, R"({"text":7})") == "none");
}

TEST_CASE("groups of a handler that did not match are forgotten") {
  const auto aut = made({
      {{"a", matches{"(?P<x>.*)"}}, {"b", matches{"(?P<y>[0-9]+)"}}},
      {{"a", matches{"(?P<x>.*)"}}},
  });
  CHECK(found(aut, R"({"a":"1","b":"z"})") == "2 1");
}

TEST_CASE("a handler that is never reached is refused with the one that takes its requests") {
  CHECK(refusal({{{"action", "a"}}, {{"action", "a"}, {"x", 1}}}) ==
        R"(handler 2 {action: "a", x: 1} is never reached: )"
        R"(handler 1 {action: "a"} takes all that it would)");
  CHECK(refusal({{}, {{"action", "a"}}}).find("is never reached") != std::string::npos);
  CHECK(refusal({{{"a", one_of{1, 2}}}, {{"a", 2}}}).find("is never reached") != std::string::npos);
  CHECK(
      refusal({{{"a", matches{"[0-9]+"}}}, {{"a", one_of{"1", "22"}}}}).find("is never reached") !=
      std::string::npos);
  CHECK(refusal({{{"a", matches{".*"}}}, {{"a", matches{"x"}}}}).find("is never reached") !=
        std::string::npos);
  CHECK(refusal({{{"a", matches{"x+"}}}, {{"a", matches{"x+"}}}}).find("is never reached") !=
        std::string::npos);
}

TEST_CASE("the special case stands before the general one") {
  CHECK(refusal({{{"action", "a"}, {"x", 1}}, {{"action", "a"}}, {}}) == "");
  CHECK(refusal({{{"a", 2}}, {{"a", one_of{1, 2}}}}) == "");
  CHECK(refusal({{{"a", "x"}}, {{"a", matches{"x|y"}}}, {{"a", matches{".*"}}}}) == "");
}

TEST_CASE("two handlers of which neither is the special case of the other are refused") {
  CHECK(refusal({{{"a", 1}}, {{"b", 2}}}) ==
        "some requests would match both handler 1 {a: 1} and handler 2 {b: 2}");
  CHECK(refusal({{{"a", one_of{1, 2}}}, {{"a", one_of{2, 3}}}}) != "");
  CHECK(refusal({{{"a", 1}, {"x", matches{"x+"}}}, {{"a", 1}, {"y", 1}}}) != "");
}

TEST_CASE("handlers that differ in one value, and different expressions, live side by side") {
  CHECK(refusal({{{"a", 1}, {"b", 2}}, {{"a", 2}, {"c", 3}}}) == "");
  CHECK(refusal({{{"a", 1}}, {{"a", "1"}}, {{"a", true}}, {{"a", nullptr}}}) == "");
  CHECK(refusal({{{"a", matches{"x+"}}}, {{"a", matches{"[xy]+"}}}}) == "");
  CHECK(refusal({{{"a", matches{"[0-9]+"}}}, {{"a", "x"}}}) == "");
}

TEST_CASE("filters that cannot be read are refused by handler and key") {
  const std::pair<filter_list, const char*> table[] = {
      {{{"a", 1}, {"a", 2}}, "handler 1: the key a is filtered twice"},
      {{{"a", one_of{}}}, "handler 1: the key a may have none of no values"},
      {{{"a", matches{"("}}}, "handler 1: the key a: the expression ( is wrong: missing ): ("},
      {{{"a", matches{"(?P<x>1)"}}, {"b", matches{"(?P<x>2)"}}},
       "handler 1: the group x is named twice"},
  };
  for (const auto& [filters, message] : table)
    CHECK(refusal({filters}) == message);
}

TEST_CASE("a request that no handler takes is told what there is") {
  const auto aut = made({{{"action", "say"}, {"x", 1}}, {{"action", one_of{"join", "leave"}}}});
  const auto refusal = [&](const char* payload) {
    return aut.refusal(read_request(payload, wire_form::bare)).message;
  };
  CHECK(refusal(R"({"action":"fly"})") == "there is no action fly; there is: say, join, leave");
  CHECK(refusal(R"({"action":"say"})") == "no handler of say takes these arguments");
  CHECK(refusal(R"({})") == "action is missing");
  const auto other = made({{{"x", 1}}});
  CHECK(other.refusal(read_request("{}", wire_form::bare)).message ==
        "no handler takes this message");
}

TEST_CASE("the handlers of a class filter at most 256 keys") {
  filter_list many;
  while (many.size() < 256)
    many.push_back({"key" + std::to_string(many.size()), 1});
  CHECK(refusal({many}) == "");
  many.push_back({"one more", 1});
  CHECK(refusal({many}) == "the handlers filter more than 256 keys");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_dispatcher_tests
