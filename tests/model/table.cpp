#include "model/table.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::table_tests {

TEST_SUITE_BEGIN("model/table");

using namespace vestnik::model;
namespace json = boost::json;

namespace {

table_description notes() {
  return {"notes",
          "id",
          {{.name = "id", .kind = column_kind::id},
           {.name = "text", .kind = column_kind::text},
           {.name = "stars", .kind = column_kind::integer, .least = -1, .most = 5},
           {.name = "weight", .kind = column_kind::real},
           {.name = "done", .kind = column_kind::boolean},
           {.name = "tag", .rule = column::presence::optional}}};
}

std::string problem(const table_description& of) {
  const auto found = problem_of(of);
  return found ? found->field + ": " + found->message : "";
}

} // namespace

TEST_CASE("a field holds values of its kind, within its bounds") {
  const auto table = notes();
  const auto holds = [&](std::string_view name, const json::value& value) {
    return fits(*table.find(name), value);
  };
  CHECK(holds("id", "17"));
  CHECK_FALSE(holds("id", 17));
  CHECK_FALSE(holds("id", "017"));
  CHECK(holds("text", ""));
  CHECK_FALSE(holds("text", nullptr));
  CHECK(holds("stars", -1));
  CHECK(holds("stars", 5));
  CHECK_FALSE(holds("stars", 6));
  CHECK_FALSE(holds("stars", 1.0));
  CHECK(holds("weight", 1));
  CHECK(holds("weight", 0.5));
  CHECK_FALSE(holds("done", 1));
  CHECK(holds("tag", nullptr));
}

TEST_CASE("an object of an older version gets what it lacks, and keeps what is unknown") {
  auto table = notes();
  table.columns[2].initial = 3;
  table.columns[3].initial = 2;
  json::object object{{"id", "7"}, {"text", "a"}, {"newer", 1}};
  complete(table, object);
  CHECK(object == json::object{{"id", "7"},
                               {"text", "a"},
                               {"newer", 1},
                               {"stars", 3},
                               {"weight", 2.0},
                               {"done", nullptr},
                               {"tag", nullptr}});
}

TEST_CASE("a name that is retired is no field's again") {
  auto table = notes();
  table.retired = {"mood"};
  CHECK(problem(table) == "");
  table.retired.emplace_back("text");
  CHECK(problem(table) == "text: notes has the field text, which is retired");
}

TEST_CASE("a table whose names could not stand in SQL is refused") {
  CHECK(problem(notes()) == "");
  for (const auto* name : {"", "Notes", "1st", "a-b", "_a", "a\"b", "na\u00efve"}) {
    CAPTURE(name);
    auto table = notes();
    table.name = name;
    CHECK(problem(table).ends_with("at most 48 characters"));
    auto column = notes();
    column.columns[1].name = name;
    CHECK(problem_of(column)->field == name);
  }
  auto longest = notes();
  longest.name = std::string(48, 'a');
  CHECK(problem(longest) == "");
  longest.name += 'a';
  CHECK(problem(longest) != "");
}

TEST_CASE("a table has each field once, and a key that can be compared") {
  auto twice = notes();
  twice.columns.push_back(twice.columns[1]);
  CHECK(problem(twice) == "text: notes has the field text twice");
  auto without = notes();
  without.key = "pk";
  CHECK(problem(without) == "pk: notes has no field pk for its key");
  for (const auto* name : {"weight", "done", "tag"}) {
    auto odd = notes();
    odd.key = name;
    CHECK(problem_of(odd)->field == name);
  }
}

TEST_CASE("a table's room has a number that its name makes, the same for ever") {
  const auto room = room_of(notes());
  CHECK(room.kind == room_kind::collection);
  CHECK(room.id == 1163084412692657898);
  auto other = notes();
  other.name = "places";
  CHECK(room_of(other) != room);
}

TEST_SUITE_END();

} // namespace vestnik::model::table_tests
