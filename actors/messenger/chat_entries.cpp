#include "actors/messenger/chat_entries.hpp"

#include "actors/messenger/chat_wire.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using model::event_kind;

json::array ids_of(const std::vector<model::user_id>& users) {
  json::array all;
  for (const auto user : users)
    all.emplace_back(to_string(user));
  return all;
}

storage::log_entry made(const entry_origin& from, event_kind kind, const json::object& data,
                        const json::object& result) {
  storage::log_entry entry;
  entry.kind = kind;
  entry.at = from.at;
  entry.author = from.author;
  entry.op = from.op;
  entry.data = json::serialize(data);
  entry.result = json::serialize(result);
  return entry;
}

/// An entry about one message.
storage::log_entry about_message(const entry_origin& from, event_kind kind, std::uint64_t seq,
                                 json::object data, storage::message_change change) {
  data.emplace("message", seq);
  auto entry = made(from, kind, data, {{"message", seq}, {"at", model::to_rfc3339(from.at)}});
  entry.rows = storage::chat_change_row{std::move(change)};
  return entry;
}

/// What the room itself says, as event and history tell it.
json::object line_of(std::string_view kind, json::object more = {}) {
  more.emplace("line", kind);
  return more;
}

storage::message_row row_of(const json::object& line, model::message_id id, model::user_id author) {
  storage::message_row row{id, author};
  row.kind = storage::message_kind::system;
  row.details = json::serialize(line);
  return row;
}

/// An entry of which the room says something; nothing if `line` is empty.
storage::log_entry about_chat(const entry_origin& from, event_kind kind, json::object data,
                              storage::membership_change change, const json::object& line,
                              model::message_id id) {
  storage::chat_change_row rows{std::move(change)};
  if (!line.empty()) {
    rows.line.push_back(row_of(line, id, from.author));
    data.emplace("id", to_string(id));
    data.emplace("line", line);
  }
  data.emplace("by", to_string(from.author));
  auto entry = made(from, kind, data, {{"at", model::to_rfc3339(from.at)}});
  entry.rows = std::move(rows);
  return entry;
}

void put_calls(json::object& into, const std::vector<model::user_id>& mentions,
               storage::message_call calls) {
  if (!mentions.empty())
    into.emplace("mentions", ids_of(mentions));
  if (calls == storage::message_call::everybody)
    into.emplace("everybody", true);
}

json::array people_of(const std::vector<storage::person>& people) {
  json::array all;
  for (const auto& each : people)
    all.push_back(to_wire(each));
  return all;
}

} // namespace

storage::log_entry entry_of_message(const entry_origin& from, storage::message_row message,
                                    const std::optional<storage::quoted_message>& quoted) {
  const auto id = to_string(message.id);
  json::object data{
      {"id", id}, {"author", to_string(from.author)}, {"text", message.text}, {"op", from.op}};
  if (quoted)
    data.emplace("reply_to", to_wire(*quoted));
  put_thread(data, message.thread, message.branch);
  if (message.kind == storage::message_kind::forwarded)
    data.emplace("forwarded", json::parse(message.details));
  put_calls(data, message.mentions, message.calls);
  auto entry = made(from, event_kind::message_created, data,
                    {{"id", id}, {"at", model::to_rfc3339(from.at)}});
  entry.rows = std::move(message);
  return entry;
}

storage::log_entry entry_of(const entry_origin& from, storage::edit_message change) {
  json::object data{{"text", change.text}};
  put_calls(data, change.mentions, change.calls);
  const auto seq = change.seq;
  return about_message(from, event_kind::message_edited, seq, std::move(data), std::move(change));
}

storage::log_entry entry_of(const entry_origin& from, storage::delete_message change,
                            std::uint64_t thread) {
  json::object data{{"by", to_string(change.by)}};
  put_thread(data, thread, 0);
  return about_message(from, event_kind::message_deleted, change.seq, std::move(data), change);
}

storage::log_entry entry_of(const entry_origin& from, storage::add_reaction change) {
  json::object data{{"user", to_string(change.by)}, {"emoji", change.emoji}, {"change", "added"}};
  const auto seq = change.seq;
  return about_message(from, event_kind::reaction_changed, seq, std::move(data), std::move(change));
}

storage::log_entry entry_of(const entry_origin& from, storage::remove_reaction change) {
  json::object data{{"user", to_string(change.by)}, {"emoji", change.emoji}, {"change", "removed"}};
  const auto seq = change.seq;
  return about_message(from, event_kind::reaction_changed, seq, std::move(data), std::move(change));
}

storage::log_entry entry_of(const entry_origin& from, storage::pin_message change,
                            model::message_id line) {
  const auto said = line_of("pinned", {{"message", change.seq}});
  auto entry = about_message(
      from, event_kind::pin_changed, change.seq,
      {{"by", to_string(change.by)}, {"pinned", true}, {"id", to_string(line)}, {"line", said}},
      change);
  std::get<storage::chat_change_row>(entry.rows).line.push_back(row_of(said, line, from.author));
  return entry;
}

storage::log_entry entry_of(const entry_origin& from, storage::unpin_message change) {
  return about_message(from, event_kind::pin_changed, change.seq,
                       {{"by", to_string(from.author)}, {"pinned", false}}, change);
}

storage::log_entry entry_of(const entry_origin& from, storage::add_members change,
                            const std::vector<storage::person>& people, model::message_id line) {
  const auto role = model::word_of(change.role, model::chat_role_words);
  return about_chat(from, event_kind::members_added,
                    {{"members", people_of(people)}, {"role", role}}, std::move(change),
                    line_of("added", {{"people", people_of(people)}}), line);
}

storage::log_entry entry_of(const entry_origin& from, storage::remove_member change,
                            const storage::person& person, model::message_id line) {
  json::object data{{"user", to_string(change.user)}};
  if (change.heir)
    data.emplace("owner", to_string(change.heir));
  return about_chat(
      from, event_kind::member_removed, std::move(data), change,
      line_of(change.user == from.author ? "left" : "removed", {{"people", people_of({person})}}),
      line);
}

storage::log_entry entry_of(const entry_origin& from, storage::change_role change) {
  json::object data{{"user", to_string(change.user)},
                    {"role", model::word_of(change.to, model::chat_role_words)}};
  if (change.former_owner)
    data.emplace("former_owner", to_string(change.former_owner));
  return about_chat(from, event_kind::role_changed, std::move(data), change, {}, {});
}

storage::log_entry entry_of(const entry_origin& from, storage::change_facts change,
                            const storage::chat_facts& before, model::message_id line) {
  json::object said;
  if (change.to.title != before.title)
    said = line_of("renamed", {{"title", change.to.title}});
  auto data = to_wire(change.to);
  return about_chat(from, event_kind::chat_changed, std::move(data), std::move(change), said, line);
}

} // namespace vestnik::actors
