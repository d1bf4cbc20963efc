#include "consumers/ports/change.hpp"

#include "tests/consumers/models/note.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::models_change_tests {

TEST_SUITE_BEGIN("consumers/ports/change");

using namespace vestnik::consumers;

namespace {

using kind = event_bodies::kind;

std::shared_ptr<const field_list> list_of(const std::vector<std::string>& shown) {
  return std::make_shared<const field_list>(
      field_list::make(description_of<note>(), shown, {}).value());
}

} // namespace

TEST_CASE("the body of an event is made once for each list of fields and kind") {
  const change aut;
  const auto all = list_of({});
  const auto other = list_of({});
  int made = 0;
  const auto body = [&](const auto& fields, kind how) {
    return aut.bodies->of(fields, how, [&] { return std::to_string(++made); });
  };
  CHECK(body(all, kind::create) == "1");
  CHECK(body(all, kind::create) == "1");
  CHECK(body(all, kind::update) == "2");
  CHECK(body(other, kind::create) == "3");
  CHECK(body(other, kind::create) == "3");
  CHECK(body(all, kind::create) == "1");
  CHECK(made == 3);
}

TEST_CASE("that there is nothing to tell is found out once as well") {
  const change aut;
  const auto all = list_of({});
  int made = 0;
  for (int i = 0; i < 2; ++i)
    CHECK(aut.bodies->of(all, kind::update, [&] {
      ++made;
      return std::string{};
    }) == "");
  CHECK(made == 1);
}

TEST_CASE("a body stays where it is while others are made") {
  const change aut;
  const auto all = list_of({});
  const auto& first = aut.bodies->of(all, kind::create, [] { return std::string{"first"}; });
  for (int i = 0; i < 100; ++i)
    CHECK(aut.bodies->of(list_of({}), kind::create, [] { return std::string{"x"}; }) == "x");
  CHECK(first == "first");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::models_change_tests
