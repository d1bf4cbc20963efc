#include "actors/rooms/collection.hpp"

#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "actors/runtime/error.hpp"
#include "consumers/ports/object_store.hpp"
#include "model/values/clock.hpp"
#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using kind = model::object_change::kind;

/// Bytes of the random part of an operation's name, so that no name comes twice.
constexpr std::size_t op_bytes = 16;

model::error no_such_object() { return {model::ec::not_found, "there is no such object", "pk"}; }

std::string to_text(const collection_state::object_ptr& object) {
  return object ? json::serialize(*object) : "null";
}

model::json_text page_of(const storage::object_page::object_list& found) {
  std::string objects;
  std::string_view more;
  for (const auto& object : found.objects) {
    const auto text = json::serialize(object);
    if (!objects.empty() && objects.size() + text.size() > consumers::list_bytes) {
      more = R"(,"more":true)";
      break;
    }
    objects += (objects.empty() ? "" : ",") + text;
  }
  return {fmt::format(R"({{"objects":[{}],"total":{}{}}})", objects, found.total, more)};
}

/// What the operations of a transaction have left, the first time that they came.
std::string results_of(std::span<const storage::append::outcome> outcomes) {
  std::string all;
  for (const auto& each : outcomes)
    all += (all.empty() ? "" : ",") + each.result;
  return all;
}

/// Whether an object may have all these values.
bool can_hold(const model::table_description& table, const json::object& values) {
  return std::ranges::all_of(values, [&table](const auto& value) {
    const auto* field = table.find(value.key());
    return field != nullptr && model::fits(*field, value.value());
  });
}

storage::object_row::change row_change(kind change) {
  switch (change) {
  case kind::insert:
    return storage::object_row::change::insert;
  case kind::update:
    return storage::object_row::change::replace;
  case kind::remove:
    break;
  }
  return storage::object_row::change::erase;
}

/// The object after the change. Errors: `not_found`, `conflict`.
model::result<collection_state::object_ptr> changed(const model::checked_change& change,
                                                    const collection_state::object_ptr& before,
                                                    const std::string& key_name) {
  if (change.type == kind::insert) {
    if (before)
      return model::error{model::ec::conflict,
                          fmt::format("there is an object with this {}", key_name), key_name};
    return std::make_shared<const json::object>(change.fields);
  }
  if (!before)
    return no_such_object();
  if (!consumers::matches_all(*before, change.before))
    return consumers::changed_meanwhile();
  if (change.type == kind::remove)
    return collection_state::object_ptr{};
  auto after = *before;
  for (const auto& [name, value] : change.fields)
    after[name] = value;
  return std::make_shared<const json::object>(std::move(after));
}

} // namespace

caf::result<model::json_text> collection_state::run(const model::command& command) {
  return run_command<model::collection_command>(*this, command);
}

const store_reader_actor& collection_state::next_reader() {
  return room->database().reader_for(++questions);
}

template <class Query, class Write>
caf::result<model::json_text> collection_state::read(Query query, Write write) {
  ++under_way;
  typed_answer_promise<model::json_text> promise{*self};
  self->request(next_reader(), caf::infinite, std::move(query))
      .then(
          [this, promise, write](const typename Query::result_type& found) mutable {
            if (model::result<model::json_text> data = write(found))
              promise.deliver(std::move(*data));
            else
              promise.deliver(to_caf(data.error()));
            answered();
          },
          [this, promise](const caf::error& why) mutable {
            promise.deliver(why);
            answered();
          });
  return promise;
}

caf::result<model::json_text> collection_state::answer(const model::command&,
                                                       const model::find_object& body) {
  auto key = model::parse_json(body.key.text);
  if (!key || !model::may_be_key(table->description(), *key))
    return to_caf(no_such_object());
  return read(
      storage::objects_by_key{table, {std::move(*key)}},
      [](const storage::objects_by_key::object_list& found) -> model::result<model::json_text> {
        if (const auto& object = found.objects.front())
          return model::json_text{to_text(object)};
        return no_such_object();
      });
}

caf::result<model::json_text> collection_state::answer(const model::command&,
                                                       const model::list_objects& body) {
  storage::object_page question{table, {}, nullptr, body.offset, body.limit};
  const auto equal = model::parse_json(body.equal.text);
  if (!equal || !equal->is_object())
    return to_caf({model::ec::invalid, "what is wanted must be a JSON object", "equal"});
  question.equal = equal->get_object();
  if (!body.after.text.empty()) {
    const auto after = model::parse_json(body.after.text);
    if (!after || !model::may_be_key(table->description(), *after))
      return to_caf({model::ec::invalid, "after must be a key", "after"});
    question.after = *after;
  }
  if (!can_hold(table->description(), question.equal))
    return page_of({});
  return read(std::move(question), page_of);
}

caf::result<model::json_text> collection_state::answer(const model::command& command,
                                                       const model::change_objects& body) {
  const auto made = std::make_shared<transaction>();
  made->caller = command.caller;
  made->op = command.op;
  for (const auto& change : body.changes) {
    auto checked = model::check(table->description(), change);
    if (!checked)
      return to_caf(checked.error());
    if (!checked->key.is_null())
      made->keys.emplace(json::serialize(checked->key), checked->key);
    made->changes.push_back(std::move(*checked));
  }
  if (made->changes.empty())
    return model::json_text{R"({"objects":[]})"};
  made->promise = typed_answer_promise<model::json_text>{*self};
  enqueue(made);
  return made->promise;
}

void collection_state::enqueue(const transaction_ptr& transaction) {
  ++under_way;
  for (const auto& [key, value] : transaction->keys) {
    auto& line = lines[key];
    if (!line.empty())
      ++transaction->waits_for;
    line.push_back(transaction);
  }
  if (transaction->waits_for == 0)
    begin(transaction);
}

void collection_state::begin(const transaction_ptr& transaction) {
  const bool needs_number = table->description().key_column().kind == model::column_kind::integer &&
                            std::ranges::any_of(transaction->changes, [](const auto& each) {
                              return each.key.is_null();
                            });
  if (!needs_number || last_key)
    return look_up(transaction);
  self->request(next_reader(), caf::infinite, storage::newest_object_key{table})
      .then(
          [this, transaction](std::int64_t newest) {
            // Another transaction may have looked it up as well, and gone on already.
            last_key = std::max(last_key.value_or(0), newest);
            look_up(transaction);
          },
          [this, transaction](const caf::error& why) { refuse(transaction, why); });
}

void collection_state::look_up(const transaction_ptr& transaction) {
  if (transaction->keys.empty())
    return write(transaction, {});
  storage::objects_by_key order{table, {}};
  for (const auto& [key, value] : transaction->keys)
    order.keys.push_back(value);
  self->request(next_reader(), caf::infinite, std::move(order))
      .then(
          [this, transaction](const storage::objects_by_key::object_list& found) {
            objects now;
            auto object = found.objects.begin();
            for (const auto& [key, value] : transaction->keys)
              now.emplace(key, *object++);
            write(transaction, std::move(now));
          },
          [this, transaction](const caf::error& why) { refuse(transaction, why); });
}

json::value collection_state::new_key() {
  if (table->description().key_column().kind == model::column_kind::integer) {
    if (*last_key == std::numeric_limits<std::int64_t>::max())
      return nullptr;
    return ++*last_key;
  }
  return json::string{std::to_string(ids->next())};
}

storage::log_entry collection_state::entry_of(const transaction& transaction,
                                              const model::checked_change& change,
                                              const object_ptr& before,
                                              const object_ptr& after) const {
  storage::log_entry entry;
  entry.kind = model::event_kind::object_changed;
  entry.at = model::now();
  entry.author = transaction.caller;
  entry.data = fmt::format(R"({{"key":{},"before":{},"after":{}}})", json::serialize(change.key),
                           to_text(before), to_text(after));
  // Only who has named the operation may ask for its result again.
  entry.result = transaction.op.empty() ? "{}" : to_text(after ? after : before);
  entry.rows = storage::object_row{row_change(change.type), table, change.key, after};
  return entry;
}

std::vector<std::string> collection_state::names_of(const transaction& transaction) const {
  // One operation's name is never that of one in another room.
  const auto op =
      transaction.op.empty()
          ? storage::to_hex(storage::random_bytes(op_bytes))
          : fmt::format("{}:{}", model::room_of(table->description()).id, transaction.op);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < transaction.changes.size(); ++i)
    names.push_back(fmt::format("{}-{}", op, i));
  return names;
}

void collection_state::write(const transaction_ptr& transaction, objects now) {
  const auto& key_name = table->description().key;
  auto names = names_of(*transaction);
  log_unit order;
  order.entries.reserve(transaction->changes.size());
  std::string list;
  for (auto& each : transaction->changes) {
    if (each.key.is_null())
      each.fields[key_name] = each.key = new_key();
    if (!model::fits(table->description().key_column(), each.key))
      return refuse_unless_done(transaction,
                                to_caf({model::ec::conflict, "there is no key left", key_name}));
    auto& object = now[json::serialize(each.key)];
    const auto after = changed(each, object, key_name);
    if (!after)
      return refuse_unless_done(transaction, to_caf(after.error()));
    auto entry = entry_of(*transaction, each, object, *after);
    entry.op = std::move(names[order.entries.size()]);
    order.entries.push_back(std::move(entry));
    list += (list.empty() ? "" : ",") + to_text(*after ? *after : object);
    object = *after;
  }
  room->append(
      std::move(order),
      [this, transaction, list](std::span<const storage::append::outcome> outcomes) {
        succeed(transaction, transaction->op.empty() ? list : results_of(outcomes));
      },
      [this, transaction](const caf::error& why) { refuse(transaction, why); });
}

void collection_state::succeed(const transaction_ptr& transaction, std::string_view objects) {
  transaction->promise.deliver(model::json_text{fmt::format(R"({{"objects":[{}]}})", objects)});
  leave(transaction);
}

void collection_state::refuse_unless_done(const transaction_ptr& transaction,
                                          const caf::error& why) {
  if (transaction->op.empty())
    return refuse(transaction, why);
  self->request(next_reader(), caf::infinite,
                storage::operation_results{room->log().room(), transaction->caller,
                                           names_of(*transaction)})
      .then(
          [this, transaction, why](const std::vector<std::string>& first) {
            if (first.empty())
              return refuse(transaction, why);
            succeed(transaction, fmt::format("{}", fmt::join(first, ",")));
          },
          [this, transaction](const caf::error& reason) { refuse(transaction, reason); });
}

void collection_state::refuse(const transaction_ptr& transaction, const caf::error& why) {
  transaction->promise.deliver(why);
  leave(transaction);
}

void collection_state::leave(const transaction_ptr& transaction) {
  for (const auto& [key, value] : transaction->keys) {
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

caf::result<room_joined> collection_state::join(const room_join& request) const {
  if (request.by != asker::consumer)
    return no_such_room(request);
  return room->join(request);
}

activity collection_state::now() const noexcept {
  return under_way == 0 ? room->now() : activity::busy;
}

room_actor::behavior_type collection(room_actor::stateful_pointer<collection_state> self,
                                     model::room_name name, storage::object_table_ptr table,
                                     store database, std::shared_ptr<model::id_generator> ids,
                                     room_settings settings) {
  auto& state = self->state;
  state.room = std::make_unique<room_owner>(self, name, std::move(database), settings);
  state.table = std::move(table);
  state.ids = std::move(ids);
  if (state.table)
    state.room->activate();
  else
    state.room->fail(to_caf({model::ec::not_found, "no such room", "rooms"}));
  return room_behavior(
      self, [self](atom::rest) { return self->state.now(); },
      [self](atom::end) { self->state.end(); });
}

} // namespace vestnik::actors
