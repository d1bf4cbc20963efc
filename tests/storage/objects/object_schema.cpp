#include "storage/objects/object_schema.hpp"

#include "storage/objects/object_store.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/storage/test_store.hpp"
#include "tests/support/tables.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <doctest/doctest.h>
#include <string>
#include <thread>

namespace vestnik::storage::object_schema_tests {

TEST_SUITE_BEGIN("storage/objects/object_schema");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;
using consumers::captured_log;
using vestnik::test::notes;
using vestnik::test::places;
using vestnik::test::words;
namespace json = boost::json;

namespace {

model::result<std::vector<object_table_ptr>> make(database& in,
                                                  const model::table_description& of) {
  return make_collections(in, std::array{&of});
}

/// `field: message` of the refusal of a changed description of notes; empty if there is none.
std::string refusal(database& in, const model::table_description& changed) {
  const auto made = make(in, changed);
  return made ? "" : made.error().field + ": " + made.error().message;
}

void change(database& in, const object_table_ptr& table, object_row::change kind,
            std::string_view text) {
  const auto fields = json::parse(text).as_object();
  const object_row one{kind, table, fields.at(table->description().key),
                       std::make_shared<const json::object>(fields)};
  const std::array rows{&one};
  transaction unit{in};
  must(unit.begin());
  must(object_store{in}.write(rows));
  must(unit.commit());
}

void put(database& in, const object_table_ptr& table, std::string_view text) {
  change(in, table, object_row::change::insert, text);
}

std::string only_object(database& in, const object_table_ptr& table) {
  const auto page = must(object_page{table, {}, nullptr, 0, 10}.find(in));
  REQUIRE(page.objects.size() == 1);
  return json::serialize(page.objects.front());
}

} // namespace

TEST_CASE("a model's table and room are made once, and found again") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    auto db = on.connect();
    CHECK(code_of(in.commit(activate_room{model::room_of(notes()), "n1"})) == model::ec::not_found);
    const auto tables = must(make_collections(*db, std::array{&notes(), &places(), &words()}));
    REQUIRE(tables.size() == 3);
    CHECK(&tables[1]->description() == &places());
    const auto position = must(in.commit(activate_room{model::room_of(notes()), "n1"}));
    CHECK(position.last_seq == 0);
    must(make_collections(*db, std::array{&words(), &notes()}));
    CHECK(must(in.commit(activate_room{model::room_of(notes()), "n1"})).log == position.log);
  });
}

TEST_CASE("a table made by several at once is made for all of them") {
  on_each_driver([](test_database& on) {
    must(migrate(*on.connect()));
    std::vector<std::unique_ptr<database>> connections;
    for (int i = 0; i < 4; ++i)
      connections.push_back(on.connect());
    std::vector<std::string> refusals(connections.size());
    std::vector<std::thread> starting;
    for (std::size_t i = 0; i < connections.size(); ++i)
      starting.emplace_back([&, i] { refusals[i] = refusal(*connections[i], notes()); });
    for (auto& each : starting)
      each.join();
    for (const auto& each : refusals)
      CHECK(each == "");
  });
}

TEST_CASE("fields that are new are added, and older objects have their initial values") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    auto old = notes();
    old.columns.resize(2);
    put(*db, must(make(*db, old)).front(), R"({"id":"7","text":"hello"})");
    auto changed = notes();
    changed.columns[2].initial = -3;
    changed.columns[3].initial = 0.25;
    changed.columns[4].initial = true;
    changed.columns.push_back({.name = "mood", .initial = "it's $1"});
    const auto table = must(make(*db, changed)).front();
    CHECK(only_object(*db, table) ==
          R"({"id":"7","text":"hello","stars":-3,"weight":2.5E-1,"done":true,"order":null,)"
          R"("mood":"it's $1"})");
    must(make(*db, changed));
  });
}

TEST_CASE("a field that the database has otherwise ends the start, and says which") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    must(make(*db, notes()));
    auto strict = places();
    strict.columns.push_back({.name = "owner", .kind = model::column_kind::id});
    must(make(*db, strict));
    CHECK(refusal(*db, places()) ==
          "places.owner: the field owner of the model places is in the database and no longer in "
          "the program, and objects cannot be stored without it");
    auto other_kind = notes();
    other_kind.columns[2].kind = model::column_kind::text;
    CHECK(refusal(*db, other_kind) == "notes.stars: the field stars of the model notes is a whole "
                                      "number in the database and text in the program");
    auto relaxed = notes();
    relaxed.columns[1].rule = model::column::presence::optional;
    CHECK(refusal(*db, relaxed) == "notes.text: the field text of the model notes is required in "
                                   "the database and optional in the program");
    auto other_key = notes();
    other_key.key = "text";
    CHECK(refusal(*db, other_key) == "notes.id: the field id of the model notes is the key in the "
                                     "database and required in the program");
    auto without_value = notes();
    without_value.columns.push_back({.name = "owner", .kind = model::column_kind::id});
    CHECK(refusal(*db, without_value) == "notes.owner: the field owner of the model notes is new, "
                                         "and there is no value for older objects");
    CHECK(refusal(*db, notes()) == "");
  });
}

TEST_CASE("a field that only a newer program knows is left as it is, and the log tells of it") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    auto newer = places();
    newer.columns.push_back({.name = "mood", .initial = "calm"});
    newer.columns.push_back({.name = "stars", .kind = model::column_kind::integer, .initial = 3});
    newer.columns.push_back({.name = "tag", .rule = model::column::presence::optional});
    const auto known_by_newer = must(make(*db, newer)).front();
    put(*db, known_by_newer, R"({"pk":1,"name":"a","mood":"wild","stars":5,"tag":"t"})");

    const captured_log log;
    const auto aut = must(make(*db, places())).front();
    for (const auto* field : {"mood", "stars", "tag"})
      CHECK(log.has(fmt::format("the field {} of the model places", field)));
    change(*db, aut, object_row::change::replace, R"({"pk":1,"name":"b"})");
    CHECK(only_object(*db, known_by_newer) ==
          R"({"pk":1,"name":"b","mood":"wild","stars":5,"tag":"t"})");
    change(*db, aut, object_row::change::erase, R"({"pk":1,"name":"b"})");
    put(*db, aut, R"({"pk":2,"name":"c"})");
    CHECK(only_object(*db, known_by_newer) ==
          R"({"pk":2,"name":"c","mood":"calm","stars":3,"tag":null})");
  });
}

TEST_CASE("a field that is retired is left as it is without a word") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    auto before = places();
    before.columns.push_back({.name = "mood", .initial = "calm"});
    must(make(*db, before));
    const captured_log log;
    auto aut = places();
    aut.retired = {"mood"};
    CHECK(refusal(*db, aut) == "");
    CHECK(log.text().empty());
  });
}

TEST_CASE("a refused schema has changed nothing") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    must(make(*db, notes()));
    auto half = notes();
    half.columns.push_back({.name = "mood", .initial = "calm"});
    half.columns.push_back({.name = "owner", .kind = model::column_kind::id});
    CHECK(refusal(*db, half) != "");
    CHECK(refusal(*db, notes()) == "");
  });
}

TEST_CASE("a model that cannot be a table, and two of one name, end the start") {
  on_each_driver([](test_database& on) {
    auto db = on.connect();
    must(migrate(*db));
    auto odd = notes();
    odd.name = "my notes";
    CHECK(code_of(make(*db, odd)) == model::ec::invalid);
    const auto copy = notes();
    const auto twice = make_collections(*db, std::array{&notes(), &copy});
    CHECK(code_of(twice) == model::ec::conflict);
    CHECK(twice.error().message == "two models have the name notes");
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::object_schema_tests
