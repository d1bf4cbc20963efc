#include "storage/objects/object_store.hpp"

#include "storage/objects/object_schema.hpp"
#include "tests/storage/failing_database.hpp"
#include "tests/storage/test_store.hpp"
#include "tests/support/tables.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <doctest/doctest.h>
#include <string>
#include <utility>

namespace vestnik::storage::object_store_tests {

TEST_SUITE_BEGIN("storage/objects/object_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;
using vestnik::test::notes;
using vestnik::test::places;
using vestnik::test::words;
namespace json = boost::json;
using change = object_row::change;

namespace {

/// A collection with its owner's token.
struct collection {
  collection(test_database& on, const model::table_description& of)
      : in{on}
      , table{must(make_collections(*on.connect(), std::array{&of})).front()}
      , room{model::room_of(of)}
      , token{must(in.commit(activate_room{room, "n1"})).token} {}

  /// What tells of it and does it.
  [[nodiscard]] log_entry entry(change kind, const json::value& key, std::string_view object = {}) {
    log_entry made;
    made.kind = model::event_kind::object_changed;
    made.at = at(1);
    made.data = json::serialize(key);
    made.op = "op-" + std::to_string(++ops);
    made.result = "{}";
    object_row row{kind, table, key, nullptr};
    if (kind != change::erase)
      row.fields = std::make_shared<const json::object>(json::parse(object).as_object());
    made.rows = std::move(row);
    return made;
  }

  model::result<append::result_type> write(std::vector<log_entry> entries) {
    return in.commit(append{room, token, std::move(entries), {}});
  }

  [[nodiscard]] std::string find(json::value key) {
    const auto found = must(in.read.run(objects_by_key{table, {std::move(key)}}));
    return found.objects.at(0) ? json::serialize(*found.objects.at(0)) : "none";
  }

  /// The keys of a page and how many there are at all.
  [[nodiscard]] std::pair<std::string, std::uint64_t> page(object_page page) {
    page.table = table;
    const auto found = must(in.read.run(page));
    json::array keys;
    for (const auto& each : found.objects)
      keys.push_back(each.at(table->description().key));
    return {json::serialize(keys), found.total};
  }

  [[nodiscard]] std::size_t logged() {
    return must(in.read.run(log_range{room, 0, 1'000'000, 1'000'000})).size();
  }

  test_store in;
  object_table_ptr table;
  model::room_name room;
  std::uint64_t token;
  int ops = 0;
};

constexpr std::string_view first_note =
    R"({"id":"7","text":"Ёлка 'x'","stars":-128,"weight":1E-1,"done":true,"order":null})";
constexpr std::string_view second_note =
    R"({"id":"9007199254740993","text":"","stars":127,"weight":0E0,"done":false,"order":"b"})";

std::string place(std::int64_t key, std::string_view name) {
  return fmt::format(R"({{"pk":{},"name":"{}"}})", key, name);
}

} // namespace

TEST_CASE("an object is found as it was written, with the entry that tells of it") {
  on_each_driver([](test_database& on) {
    collection aut{on, notes()};
    must(aut.write({aut.entry(change::insert, "7", first_note),
                    aut.entry(change::insert, "9007199254740993", second_note)}));
    CHECK(aut.find("7") == first_note);
    CHECK(aut.find("9007199254740993") == second_note);
    CHECK(aut.find("8") == "none");
    const auto both =
        must(aut.in.read.run(objects_by_key{aut.table, {"9007199254740993", "8", "7", "7"}}));
    REQUIRE(both.objects.size() == 4);
    CHECK(json::serialize(*both.objects[0]) == second_note);
    CHECK(both.objects[1] == nullptr);
    CHECK(json::serialize(*both.objects[2]) == first_note);
    CHECK(json::serialize(*both.objects[3]) == first_note);
    CHECK(must(aut.in.read.run(objects_by_key{aut.table, {}})).objects.empty());
    CHECK(aut.logged() == 2);
  });
}

TEST_CASE("the changes of a transaction to one object end as the last one says") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    must(aut.write({aut.entry(change::insert, 1, place(1, "a")),
                    aut.entry(change::insert, 2, place(2, "b")),
                    aut.entry(change::insert, 3, place(3, "c"))}));
    must(aut.write({
        aut.entry(change::replace, 1, place(1, "a1")),
        aut.entry(change::replace, 1, place(1, "a2")),
        aut.entry(change::erase, 2),
        aut.entry(change::erase, 3),
        aut.entry(change::insert, 3, place(3, "again")),
        aut.entry(change::insert, 4, place(4, "d")),
        aut.entry(change::replace, 4, place(4, "d1")),
        aut.entry(change::insert, 5, place(5, "gone")),
        aut.entry(change::erase, 5),
    }));
    CHECK(aut.find(1) == place(1, "a2"));
    CHECK(aut.find(2) == "none");
    CHECK(aut.find(3) == place(3, "again"));
    CHECK(aut.find(4) == place(4, "d1"));
    CHECK(aut.find(5) == "none");
    CHECK(aut.logged() == 12);
  });
}

TEST_CASE("the fields of many objects change in one statement, whatever is null in them") {
  on_each_driver([](test_database& on) {
    collection aut{on, notes()};
    must(aut.write({aut.entry(change::insert, "7", first_note),
                    aut.entry(change::insert, "9007199254740993", second_note)}));
    constexpr std::string_view first_again =
        R"({"id":"7","text":"","stars":0,"weight":-2E0,"done":false,"order":"a"})";
    constexpr std::string_view second_again =
        R"({"id":"9007199254740993","text":"Ёлка","stars":1,"weight":1E-1,"done":true,"order":null})";
    must(aut.write({aut.entry(change::replace, "7", first_again),
                    aut.entry(change::replace, "9007199254740993", second_again)}));
    CHECK(aut.find("7") == first_again);
    CHECK(aut.find("9007199254740993") == second_again);
    must(aut.write({aut.entry(change::replace, "7", first_note)}));
    CHECK(aut.find("7") == first_note);
  });
}

TEST_CASE("the greatest key is known also when its object has gone") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    const auto newest = [&] { return must(aut.in.read.run(newest_object_key{aut.table})); };
    CHECK(newest() == 0);
    must(aut.write({aut.entry(change::insert, 1, place(1, "a")),
                    aut.entry(change::insert, 7, place(7, "b"))}));
    must(aut.write({aut.entry(change::erase, 7)}));
    CHECK(newest() == 7);
    must(aut.write({aut.entry(change::insert, 8, place(8, "c")), aut.entry(change::erase, 8)}));
    CHECK(newest() == 8);
    must(make_collections(*on.connect(), std::array{&places()}));
    CHECK(newest() == 8);
  });
}

TEST_CASE("the greatest key of objects that were stored before keys were noted is known") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    must(aut.write({aut.entry(change::insert, 3, place(3, "a"))}));
    must(run(*on.connect(), statement{"DELETE FROM object_keys"}, {}));
    must(make_collections(*on.connect(), std::array{&places()}));
    must(aut.write({aut.entry(change::erase, 3)}));
    CHECK(must(aut.in.read.run(newest_object_key{aut.table})) == 3);
  });
}

TEST_CASE("an object that is there cannot be inserted, and nothing of that append stays") {
  on_each_driver([](test_database& on) {
    collection aut{on, words()};
    must(aut.write({aut.entry(change::insert, "a", R"({"word":"a","uses":1})")}));
    CHECK(code_of(aut.write({aut.entry(change::insert, "b", R"({"word":"b","uses":1})"),
                             aut.entry(change::insert, "a", R"({"word":"a","uses":2})")})) ==
          model::ec::conflict);
    CHECK(aut.find("a") == R"({"word":"a","uses":1})");
    CHECK(aut.find("b") == "none");
    CHECK(aut.logged() == 1);
  });
}

TEST_CASE("a transaction that is undone leaves neither object nor entry") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    auto failing = std::make_unique<failing_database>(on.connect());
    failing->fail_commits = {{model::ec::outcome_unknown, failing_database::failure::end::undone}};
    writer write{std::move(failing), writer::retention{}};
    const storage::write one =
        append{aut.room, aut.token, {aut.entry(change::insert, 1, place(1, "a"))}, {}};
    CHECK(code_of(write.commit({&one, 1}).front()) == model::ec::outcome_unknown);
    CHECK(aut.find(1) == "none");
    CHECK(aut.logged() == 0);
    must(write.commit({&one, 1}).front());
    CHECK(aut.find(1) == place(1, "a"));
    CHECK(aut.logged() == 1);
  });
}

TEST_CASE("an append that is repeated by its ops changes nothing again") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    const std::vector entries{aut.entry(change::insert, 1, place(1, "a")),
                              aut.entry(change::replace, 1, place(1, "b"))};
    must(aut.write(entries));
    must(aut.write({aut.entry(change::replace, 1, place(1, "c"))}));
    const auto again = must(aut.write(entries));
    CHECK(again[1].kind == append::fate::repeated_operation);
    CHECK(again[1].seq == 2);
    CHECK(aut.find(1) == place(1, "c"));
    CHECK(aut.logged() == 3);
  });
}

TEST_CASE("an owner whose token is stale writes no object") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    must(aut.in.commit(activate_room{aut.room, "n2"}));
    CHECK(code_of(aut.write({aut.entry(change::insert, 1, place(1, "a"))})) ==
          model::ec::stale_token);
    CHECK(aut.find(1) == "none");
  });
}

TEST_CASE("an object belongs into the room of its model alone") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    must(make_collections(*on.connect(), std::array{&words()}));
    const auto token = must(aut.in.commit(activate_room{model::room_of(words()), "n1"})).token;
    CHECK(
        code_of(aut.in.commit(append{
            model::room_of(words()), token, {aut.entry(change::insert, 1, place(1, "a"))}, {}})) ==
        model::ec::invalid);
  });
}

TEST_CASE("ten thousand objects are written by one append, in a handful of statements") {
  on_each_driver([](test_database& on) {
    collection aut{on, notes()};
    std::vector<log_entry> entries;
    for (int i = 1; i <= 10'000; ++i) {
      const auto key = std::to_string(i);
      entries.push_back(aut.entry(
          change::insert, json::string{key},
          fmt::format(R"({{"id":"{}","text":"t","stars":0,"weight":0.5,"done":false,"order":{}}})",
                      i, i % 2 == 0 ? "null" : R"("odd")")));
    }
    auto counting = std::make_unique<failing_database>(on.connect());
    const auto& statements = counting->statements;
    writer write{std::move(counting), writer::retention{}};
    const storage::write one = append{aut.room, aut.token, std::move(entries), {}};
    const auto answer = must(write.commit({&one, 1}).front());
    const auto& outcomes = std::get<append::result_type>(answer);
    REQUIRE(outcomes.size() == 10'000);
    CHECK(outcomes.front().seq == 1);
    CHECK(outcomes.back().seq == 10'000);
    // The room is locked and its places taken; operations, entries and objects are written.
    CHECK(statements == 5);
    CHECK(aut.page({.equal = {{"order", nullptr}}, .offset = 1, .limit = 2}).first ==
          R"(["4","6"])");
    CHECK(aut.page({.equal = {{"order", nullptr}}, .limit = 0}).second == 5'000);
    const auto events = must(aut.in.read.run(log_range{aut.room, 0, 10'000, 10'000}));
    REQUIRE(events.size() == 10'000);
    for (std::size_t i = 0; i < events.size(); ++i)
      REQUIRE(events[i].data == '"' + std::to_string(i + 1) + '"');
  });
}

TEST_CASE("a page is by key, behind a key, with those that hold all wanted values") {
  on_each_driver([](test_database& on) {
    collection aut{on, places()};
    CHECK(aut.page({.limit = 5}) == std::pair{std::string{"[]"}, std::uint64_t{0}});
    std::vector<log_entry> entries;
    for (const auto key : {30, 4, 1, 200, 5})
      entries.push_back(aut.entry(change::insert, key, place(key, key % 2 == 0 ? "even" : "odd")));
    must(aut.write(std::move(entries)));
    const auto pair = [](const char* keys, std::uint64_t total) {
      return std::pair{std::string{keys}, total};
    };
    CHECK(aut.page({.limit = 10}) == pair("[1,4,5,30,200]", 0));
    CHECK(aut.page({.offset = 1, .limit = 2}) == pair("[4,5]", 0));
    CHECK(aut.page({.after = 4, .limit = 2}) == pair("[5,30]", 0));
    CHECK(aut.page({.after = 3, .offset = 2, .limit = 9}) == pair("[30,200]", 0));
    CHECK(aut.page({.equal = {{"name", "even"}}, .after = 4, .limit = 9}) == pair("[30,200]", 0));
    CHECK(aut.page({.equal = {{"name", "even"}, {"pk", 5}}, .limit = 9}) == pair("[]", 0));
    CHECK(aut.page({.after = std::numeric_limits<std::int64_t>::max(), .limit = 9}) ==
          pair("[]", 0));
    CHECK(aut.page({.limit = 0}) == pair("[]", 5));
    CHECK(aut.page({.equal = {{"name", "even"}}, .after = 4, .limit = 0}) == pair("[]", 3));
    CHECK(must(aut.in.read.run(newest_object_key{aut.table})) == 200);
  });
}

TEST_CASE("a filter takes each kind of value") {
  on_each_driver([](test_database& on) {
    collection aut{on, notes()};
    must(aut.write({aut.entry(change::insert, "7", first_note),
                    aut.entry(change::insert, "9007199254740993", second_note)}));
    const auto first = [&](json::object equal) {
      return aut.page({.equal = std::move(equal), .limit = 9}).first == R"(["7"])";
    };
    CHECK(first({{"id", "7"}}));
    CHECK(first({{"text", "Ёлка 'x'"}}));
    CHECK(first({{"stars", -128}}));
    CHECK(first({{"weight", 0.1}}));
    CHECK(first({{"done", true}}));
    CHECK(first({{"order", nullptr}}));
    CHECK_FALSE(first({{"order", "b"}}));
  });
}

TEST_CASE("keys that are text have the order of their code points, also the empty one") {
  on_each_driver([](test_database& on) {
    collection aut{on, words()};
    std::vector<log_entry> entries;
    for (const auto* key : {"b", "Ё", "", "a", "B", "ab", "_", "🌲", "z"})
      entries.push_back(
          aut.entry(change::insert, key, fmt::format(R"({{"word":"{}","uses":0}})", key)));
    must(aut.write(std::move(entries)));
    CHECK(aut.page({.limit = 99}).first == R"(["","B","_","a","ab","b","z","Ё","🌲"])");
    CHECK(aut.page({.after = "", .limit = 2}).first == R"(["B","_"])");
    CHECK(aut.page({.after = "a", .limit = 2}).first == R"(["ab","b"])");
    CHECK(aut.find("") == R"({"word":"","uses":0})");
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::object_store_tests
