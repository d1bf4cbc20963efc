#include "actors/messenger/chat_wire.hpp"

#include "model/values/text.hpp"

#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;

json::object preview_of(const storage::chat_message& message) {
  auto shown = to_wire(message);
  const auto beginning = model::first_code_points(message.text, storage::chat_preview);
  if (beginning.size() < message.text.size()) {
    shown["text"] = beginning;
    shown["truncated"] = true;
  }
  return shown;
}

} // namespace

json::object to_wire(const storage::person& person) {
  return {{"id", to_string(person.id)}, {"login", person.login}, {"name", person.name}};
}

json::object to_wire(const storage::chat_message& message) {
  return {{"id", to_string(message.id)},
          {"seq", message.seq},
          {"author", to_string(message.author)},
          {"text", message.text},
          {"at", model::to_rfc3339(message.at)}};
}

json::object to_wire(const storage::chat_summary& chat) {
  json::value last = nullptr;
  if (!chat.last_message.empty())
    last = preview_of(chat.last_message.front());
  return {{"id", to_string(chat.id)},
          {"kind", "dialog"},
          {"peer", to_wire(chat.peer)},
          {"last_message", std::move(last)},
          {"active_at", model::to_rfc3339(chat.active_at)}};
}

} // namespace vestnik::actors
