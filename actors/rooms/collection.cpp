#include "actors/rooms/collection.hpp"

#include "actors/runtime/error.hpp"
#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using kind = model::object_change::kind;

/// Bytes of the random part of an operation's name; it must never have been there before.
constexpr std::size_t op_bytes = 16;

model::error no_such_object() { return {model::ec::not_found, "there is no such object", "pk"}; }

std::string to_text(const collection_state::object_ptr& object) {
  return object ? json::serialize(*object) : "null";
}

model::json_text page_of(const storage::object_page::object_list& from) {
  std::string objects;
  for (const auto& each : from.objects)
    objects += (objects.empty() ? "" : ",") + json::serialize(each);
  return {fmt::format(R"({{"objects":[{}],"total":{}}})", objects, from.total)};
}

/// Whether an object may have all these values.
bool can_hold(const model::table_description& table, const json::object& wanted) {
  return std::ranges::all_of(wanted, [&table](const auto& each) {
    const auto* field = table.find(each.key());
    return field != nullptr && model::fits(*field, each.value());
  });
}

storage::object_row::change row_change(kind of) {
  switch (of) {
  case kind::insert:
    return storage::object_row::change::insert;
  case kind::update:
    return storage::object_row::change::replace;
  case kind::remove:
    break;
  }
  return storage::object_row::change::erase;
}

/// What the object is after the change. Errors: `not_found`, `conflict`.
model::result<collection_state::object_ptr> changed(const model::checked_change& by,
                                                    const collection_state::object_ptr& before,
                                                    const std::string& key_name) {
  if (by.what == kind::insert) {
    if (before)
      return model::error{model::ec::conflict,
                          fmt::format("there is an object with this {}", key_name), key_name};
    return std::make_shared<const json::object>(by.fields);
  }
  if (!before)
    return no_such_object();
  if (by.what == kind::remove)
    return collection_state::object_ptr{};
  auto after = *before;
  for (const auto& [name, value] : by.fields)
    after[name] = value;
  return std::make_shared<const json::object>(std::move(after));
}

} // namespace

caf::result<model::json_text> collection_state::run(const model::command& what) {
  if (room->failure())
    return room->failure();
  if (const auto* body = std::get_if<model::find_object>(&what.body))
    return find(*body);
  if (const auto* body = std::get_if<model::list_objects>(&what.body))
    return list(*body);
  if (const auto* body = std::get_if<model::change_objects>(&what.body))
    return change(what, *body);
  return to_caf({model::ec::unknown_action, "a collection does not do this"});
}

const store_reader_actor& collection_state::a_reader() {
  return room->database().reader_for(++asked);
}

caf::result<model::json_text> collection_state::find(const model::find_object& body) {
  auto key = model::parse_json(body.key.text);
  if (!key || !model::fits(table->description().key_column(), *key))
    return to_caf(no_such_object());
  ++under_way;
  auto promise = self->make_response_promise<model::json_text>();
  self->request(a_reader(), caf::infinite, storage::objects_by_key{table, {std::move(*key)}})
      .then(
          [this, promise](const storage::objects_by_key::object_list& list) mutable {
            if (const auto& object = list.objects.front())
              promise.deliver(model::json_text{to_text(object)});
            else
              promise.deliver(to_caf(no_such_object()));
            answered();
          },
          [this, promise](const caf::error& why) mutable {
            promise.deliver(why);
            answered();
          });
  return promise;
}

caf::result<model::json_text> collection_state::list(const model::list_objects& body) {
  storage::object_page order{table, {}, nullptr, body.offset, body.limit};
  const auto equal = model::parse_json(body.equal.text);
  if (!equal || !equal->is_object())
    return to_caf({model::ec::invalid, "what is wanted must be a JSON object", "equal"});
  order.equal = equal->get_object();
  if (!body.after.text.empty()) {
    const auto after = model::parse_json(body.after.text);
    if (!after || !model::fits(table->description().key_column(), *after))
      return to_caf({model::ec::invalid, "after must be a key", "after"});
    order.after = *after;
  }
  if (!can_hold(table->description(), order.equal))
    return page_of({});
  ++under_way;
  auto promise = self->make_response_promise<model::json_text>();
  self->request(a_reader(), caf::infinite, std::move(order))
      .then(
          [this, promise](const storage::object_page::object_list& list) mutable {
            promise.deliver(page_of(list));
            answered();
          },
          [this, promise](const caf::error& why) mutable {
            promise.deliver(why);
            answered();
          });
  return promise;
}

caf::result<model::json_text> collection_state::change(const model::command& what,
                                                       const model::change_objects& body) {
  auto made = std::make_shared<unit>();
  made->caller = what.caller;
  for (const auto& each : body.changes) {
    auto checked = model::check(table->description(), each);
    if (!checked)
      return to_caf(checked.error());
    if (!checked->key.is_null())
      made->keys.emplace(json::serialize(checked->key), checked->key);
    made->changes.push_back(std::move(*checked));
  }
  if (made->changes.empty())
    return model::json_text{R"({"objects":[]})"};
  made->promise = self->make_response_promise<model::json_text>();
  enqueue(made);
  return made->promise;
}

void collection_state::enqueue(const unit_ptr& what) {
  ++under_way;
  for (const auto& [key, value] : what->keys) {
    auto& line = lines[key];
    if (!line.empty())
      ++what->waits_for;
    line.push_back(what);
  }
  if (what->waits_for == 0)
    begin(what);
}

void collection_state::begin(const unit_ptr& what) {
  const bool needs_number =
      table->description().key_column().kind == model::column_kind::integer &&
      std::ranges::any_of(what->changes, [](const auto& each) { return each.key.is_null(); });
  if (!needs_number || last_key)
    return look_up(what);
  self->request(a_reader(), caf::infinite, storage::newest_object_key{table})
      .then(
          [this, what](std::int64_t newest) {
            // Another unit may have asked as well, and gone on already.
            last_key = std::max(last_key.value_or(0), newest);
            look_up(what);
          },
          [this, what](const caf::error& why) { refuse(what, why); });
}

void collection_state::look_up(const unit_ptr& what) {
  if (what->keys.empty())
    return write(what, {});
  storage::objects_by_key order{table, {}};
  for (const auto& [key, value] : what->keys)
    order.keys.push_back(value);
  self->request(a_reader(), caf::infinite, std::move(order))
      .then(
          [this, what](const storage::objects_by_key::object_list& list) {
            objects now;
            auto object = list.objects.begin();
            for (const auto& [key, value] : what->keys)
              now.emplace(key, *object++);
            write(what, std::move(now));
          },
          [this, what](const caf::error& why) { refuse(what, why); });
}

json::value collection_state::new_key() {
  if (table->description().key_column().kind == model::column_kind::integer)
    return ++*last_key;
  return json::string{std::to_string(ids->next())};
}

void collection_state::write(const unit_ptr& what, objects now) {
  const auto& key_name = table->description().key;
  const auto at = model::now();
  const auto op = storage::to_hex(storage::random_bytes(op_bytes));
  log_unit order;
  order.entries.reserve(what->changes.size());
  std::string answer;
  for (auto& each : what->changes) {
    if (each.key.is_null())
      each.fields[key_name] = each.key = new_key();
    if (!model::fits(table->description().key_column(), each.key))
      return refuse(what, to_caf({model::ec::conflict, "there is no key left", key_name}));
    const auto key = json::serialize(each.key);
    auto& object = now[key];
    const auto after = changed(each, object, key_name);
    if (!after)
      return refuse(what, to_caf(after.error()));
    const auto before_text = to_text(object);
    const auto after_text = to_text(*after);
    storage::log_entry entry;
    entry.kind = model::event_kind::object_changed;
    entry.at = at;
    entry.author = what->caller;
    entry.op = fmt::format("{}-{}", op, order.entries.size());
    entry.data =
        fmt::format(R"({{"key":{},"before":{},"after":{}}})", key, before_text, after_text);
    entry.result = "{}";
    entry.rows = storage::object_row{row_change(each.what), table, each.key, *after};
    order.entries.push_back(std::move(entry));
    answer += (answer.empty() ? "" : ",") + (*after ? after_text : before_text);
    object = *after;
  }
  room->append(
      std::move(order),
      [this, what, answer](std::span<const storage::append::outcome>) {
        what->promise.deliver(model::json_text{fmt::format(R"({{"objects":[{}]}})", answer)});
        leave(what);
      },
      [this, what](const caf::error& why) { refuse(what, why); });
}

void collection_state::refuse(const unit_ptr& what, const caf::error& why) {
  what->promise.deliver(why);
  leave(what);
}

void collection_state::leave(const unit_ptr& what) {
  for (const auto& [key, value] : what->keys) {
    const auto line = lines.find(key);
    line->second.pop_front();
    if (line->second.empty())
      lines.erase(line);
    else if (const auto next = line->second.front(); --next->waits_for == 0)
      begin(next);
  }
  answered();
}

void collection_state::answered() {
  if (--under_way == 0 && is_ending)
    self->quit(room->failure());
}

void collection_state::end() {
  is_ending = true;
  if (under_way == 0)
    self->quit(room->failure());
}

caf::result<room_joined> collection_state::join(const room_join& who) const {
  if (room->failure())
    return room->failure();
  if (who.by != asker::consumer)
    return to_caf({model::ec::not_found, "no such room", "rooms"});
  return room->join(who);
}

activity collection_state::now() const noexcept {
  return under_way == 0 ? room->now() : activity::busy;
}

room_actor::behavior_type collection(room_actor::stateful_pointer<collection_state> self,
                                     model::room_name name, storage::object_table_ptr of,
                                     store database, std::shared_ptr<model::id_generator> ids,
                                     room_settings settings) {
  auto& state = self->state;
  state.room = std::make_unique<room_owner>(self, name, std::move(database), settings);
  state.table = std::move(of);
  state.ids = std::move(ids);
  if (state.table)
    state.room->activate();
  else
    state.room->fail(to_caf({model::ec::not_found, "no such room", "rooms"}));
  return {
      [self](const model::command& what) { return self->state.run(what); },
      [self](const room_join& who) { return self->state.join(who); },
      [self](const room_follow&) { return self->state.room->follow(); },
      [self](const room_unfollow&) { self->state.room->unfollow(); },
      [self](const room_read& what) { return self->state.room->read(what); },
      [](const room_notice&) {
        // Nothing is told to collections.
      },
      [](atom::wake) {
        // Being loaded is all.
      },
      [self](atom::rest) { return self->state.now(); },
      [self](atom::end) { self->state.end(); },
      [self](atom::hand_over) -> caf::result<std::monostate> {
        auto done = self->make_response_promise<std::monostate>();
        self->state.room->hand_over(done);
        return done;
      },
      [self](atom::flush) { self->state.room->flush(); },
  };
}

} // namespace vestnik::actors
