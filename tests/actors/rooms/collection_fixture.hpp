#pragma once

#include "actors/rooms/collection.hpp"
#include "storage/objects/object_schema.hpp"
#include "tests/support/tables.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

// A collection on a database, for the tests of collection.cpp and collection_repeats.cpp.

namespace vestnik::actors::collection_tests {

using test::actor_fixture;
using test::actor_store;
using test::must;
using test::notes;
using test::places;
using test::question;
using test::witness;
using test::words;

using kind = model::object_change::kind;
inline constexpr model::user_id alice{1};

inline model::object_change inserted(std::string fields) {
  return {kind::insert, {}, {std::move(fields)}};
}

inline model::object_change updated(std::string key, std::string fields) {
  return {kind::update, {std::move(key)}, {std::move(fields)}};
}

inline model::object_change removed(std::string key) {
  return {kind::remove, {std::move(key)}, {}};
}

/// A model that has room for two objects.
inline const model::table_description& few() {
  static const model::table_description known{
      "few", "id", {{.name = "id", .kind = model::column_kind::integer, .most = 2}}};
  return known;
}

/// The collection of places, which have whole numbers for keys, and those that follow it.
struct fixture : actor_fixture {
  fixture() {
    auto connection = must(storage::sqlite_database::open({.file = db.folder / "vestnik.db"}));
    tables = must(
        storage::make_collections(*connection, std::array{&places(), &words(), &notes(), &few()}));
    aut = spawn(0);
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, relay.handle); }

  room_actor spawn(std::size_t which) {
    auto made = sys.spawn(collection, model::room_of(tables[which]->description()), tables[which],
                          db.handles, ids, room_settings{"n1", {}});
    consume_messages();
    return made;
  }

  model::command to_change(std::vector<model::object_change> changes) {
    return {alice, room, {}, model::change_objects{std::move(changes)}};
  }

  question<model::json_text> begin(model::object_change one) {
    return {sys, aut, to_change({std::move(one)})};
  }

  model::result<model::json_text> change(std::vector<model::object_change> changes) {
    return ask<model::json_text>(aut, to_change(std::move(changes)));
  }

  std::string text_of(const model::result<model::json_text>& answer) { return must(answer).text; }

  std::string find(std::string key) {
    const auto found =
        ask<model::json_text>(aut, model::command{alice, room, {}, model::find_object{{key}}});
    return found ? found->text : found.error().message;
  }

  std::string list(model::list_objects question) {
    return text_of(
        ask<model::json_text>(aut, model::command{alice, room, {}, std::move(question)}));
  }

  /// The data of all entries, one a line.
  std::string log() {
    std::string all;
    for (const auto& event : db.log_of(room))
      all += event.data + '\n';
    return all;
  }

  auto& published() { return relay.heard<publication>(); }

  actor_store db{sys};
  store_writer_actor writer = db.handles.writer;
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  std::vector<storage::object_table_ptr> tables;
  const model::room_name room = model::room_of(places());
  witness<publication, std::uint64_t> relay{sys};
  room_actor aut;
};

} // namespace vestnik::actors::collection_tests
