#include "model/commands/collection.hpp"

#include <boost/mp11/algorithm.hpp>

#include <doctest/doctest.h>

namespace vestnik::model::collection_commands_tests {

TEST_SUITE_BEGIN("model/commands/collection");

using namespace vestnik::model;

TEST_CASE("consumers alone may ask for objects and change them") {
  boost::mp11::mp_for_each<collection_command>(
      [](const auto& command) { CHECK(command.traits.by == sender::consumer); });
}

TEST_CASE("a list has all objects that there are, if nothing else is said") {
  CHECK(list_objects{}.equal.text == "{}");
  CHECK(list_objects{}.after.text.empty());
}

TEST_CASE("each kind of change has its word") {
  CHECK(word_of(object_change::kind::insert, object_change_words) == "insert");
  CHECK(word_of(object_change::kind::update, object_change_words) == "update");
  CHECK(word_of(object_change::kind::remove, object_change_words) == "remove");
}

TEST_SUITE_END();

} // namespace vestnik::model::collection_commands_tests
