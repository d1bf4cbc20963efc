#include "consumers/dispatch/arg.hpp"

#include <doctest/doctest.h>
#include <type_traits>

namespace vestnik::consumers::dispatch_arg_tests {

TEST_SUITE_BEGIN("consumers/dispatch/arg");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

using kind = argument_source::kind;

argument_sources sources() {
  argument_sources made;
  made.groups = {"to", "words"};
  made.captures = {{"word", capture_kind::text},
                   {"room", capture_kind::integer},
                   {"account", capture_kind::id},
                   {"slug", capture_kind::expression, "[a-z]+"}};
  return made;
}

argument_source found(std::string_view name, argument_form form = argument_form::text) {
  const auto source = find_source(sources(), name, form);
  REQUIRE(source.has_value());
  return *source;
}

} // namespace

TEST_CASE("an argument is its value and has its name in its type") {
  using room_arg = arg<"room", std::int64_t>;
  const room_arg room{7};
  CHECK(*room == 7);
  CHECK(room + 1 == 8);
  CHECK(room_arg::name == "room");
  const arg<"text"> text{"hello"};
  CHECK(text->size() == 5);
  CHECK(std::string_view{text} == "hello");
  CHECK(std::is_same_v<arg<"text">::value_type, std::string_view>);
  CHECK_FALSE(std::is_same_v<arg<"a">, arg<"b">>);
}

TEST_CASE("an argument is taken from a group, else from a capture, else from the payload") {
  CHECK(found("words").from == kind::group);
  CHECK(found("words").index == 1);
  CHECK(found("room").from == kind::capture);
  CHECK(found("room").index == 1);
  CHECK(found("anything").from == kind::field);
}

TEST_CASE("a number is not taken from a capture of any text") {
  for (const auto* name : {"room", "account", "slug"}) {
    CAPTURE(name);
    CHECK(found(name, argument_form::number).from == kind::capture);
  }
  CHECK(found("to", argument_form::number).from == kind::group);
  const auto refused = find_source(sources(), "word", argument_form::number);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message ==
        "word is a number, but the path takes any text: write {word:int}");
}

TEST_CASE("a name that is a group and a capture is refused") {
  auto both = sources();
  both.groups.emplace_back("room");
  const auto refused = find_source(both, "room", argument_form::text);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == model::ec::invalid);
  CHECK(refused.error().message == "room is a group of its filters and a capture of the path");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_arg_tests
