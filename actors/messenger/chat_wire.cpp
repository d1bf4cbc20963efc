#include "actors/messenger/chat_wire.hpp"

#include "messenger/roles.hpp"
#include "model/values/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using messenger::right;

/// What clients ask before they show a way to do it.
struct right_word {
  std::string_view word;
  right wanted;
};
constexpr std::array right_words{
    right_word{"write", right::write},
    right_word{"add", right::add_members},
    right_word{"remove", right::remove_members},
    right_word{"change", right::change_chat},
    right_word{"pin", right::pin_messages},
    right_word{"delete", right::delete_messages_of_others},
    right_word{"role", right::change_roles},
    right_word{"leave", right::leave},
};

json::array rights_of(const storage::chat_summary& chat) {
  const messenger::chat_rules rules{chat.facts.kind, chat.facts.writers, chat.facts.inviters};
  json::array all;
  for (const auto& [word, wanted] : right_words)
    if (messenger::may(rules, chat.role, wanted))
      all.emplace_back(word);
  return all;
}

json::value time_or_null(model::timestamp at) {
  if (at == model::timestamp{})
    return nullptr;
  return json::string{model::to_rfc3339(at)};
}

/// The beginning of a text, and whether that is not all of it.
void put_beginning(json::object& into, std::string_view text) {
  const auto beginning = model::first_code_points(text, storage::chat_preview);
  into["text"] = beginning;
  if (beginning.size() < text.size())
    into["truncated"] = true;
}

json::object preview_of(const storage::chat_message& message) {
  auto shown = to_wire(message);
  put_beginning(shown, message.text);
  return shown;
}

json::object to_wire(const storage::reaction_tally& tally) {
  json::object shown{{"emoji", tally.emoji}, {"count", tally.count}};
  if (tally.mine)
    shown.emplace("mine", true);
  return shown;
}

json::object to_wire(const storage::thread_summary& thread) {
  json::object shown{{"count", thread.replies},
                     {"last_seq", thread.last_seq},
                     {"last_at", model::to_rfc3339(thread.last_at)},
                     {"last_author", to_string(thread.last_author)}};
  if (thread.is == storage::thread_summary::reading::follows) {
    shown.emplace("read_seq", thread.read_seq);
    shown.emplace("unread", thread.unread);
  }
  return shown;
}

/// What the room says, or where a message came from.
void put_details(json::object& into, const storage::chat_message& message) {
  boost::system::error_code failure;
  const auto details = json::parse(message.details, failure);
  if (!failure && details.is_object())
    into.emplace(message.kind == storage::message_kind::system ? "line" : "forwarded", details);
}

} // namespace

void put_thread(json::object& into, std::uint64_t thread, std::uint64_t branch) {
  if (thread != 0)
    into.emplace("thread", thread);
  if (branch != 0) {
    into.emplace("thread", branch);
    into.emplace("in_room", true);
  }
}

json::object to_wire(const storage::person& person) {
  return {{"id", to_string(person.id)}, {"login", person.login}, {"name", person.name}};
}

json::object to_wire(const storage::quoted_message& message) {
  json::object quoted{{"seq", message.seq}, {"author", to_string(message.author)}};
  put_beginning(quoted, message.text);
  if (message.deleted_at != model::timestamp{})
    quoted.emplace("deleted", true);
  return quoted;
}

json::object to_wire(const storage::chat_message& message) {
  json::object shown{{"id", to_string(message.id)},
                     {"seq", message.seq},
                     {"author", to_string(message.author)},
                     {"text", message.text},
                     {"at", model::to_rfc3339(message.at)}};
  if (message.deleted_at != model::timestamp{}) {
    shown.emplace("deleted_at", model::to_rfc3339(message.deleted_at));
    shown.emplace("deleted_by", to_string(message.deleted_by));
  } else if (message.edited_at != model::timestamp{}) {
    shown.emplace("edited_at", model::to_rfc3339(message.edited_at));
  }
  put_thread(shown, message.thread, message.branch);
  if (!message.details.empty())
    put_details(shown, message);
  for (const auto& quoted : message.reply_to)
    shown.emplace("reply_to", to_wire(quoted));
  for (const auto& thread : message.replies)
    shown.emplace("replies", to_wire(thread));
  if (!message.reactions.empty()) {
    json::array all;
    for (const auto& tally : message.reactions)
      all.push_back(to_wire(tally));
    shown.emplace("reactions", std::move(all));
  }
  if (message.calls_me)
    shown.emplace("calls_me", true);
  return shown;
}

json::object to_wire(const storage::chat_facts& facts) {
  return {{"title", facts.title},
          {"about", facts.about},
          {"writers", model::word_of(facts.writers, model::chat_role_words)},
          {"inviters", model::word_of(facts.inviters, model::chat_role_words)}};
}

json::object to_wire(const storage::chat_settings& settings) {
  return {{"muted_until", time_or_null(settings.muted_until)},
          {"pinned", settings.pinned},
          {"archived", settings.archived}};
}

json::object to_wire(const storage::chat_summary& chat) {
  json::value last = nullptr;
  if (!chat.last_message.empty())
    last = preview_of(chat.last_message.front());
  json::object shown{{"id", to_string(chat.id)},
                     {"kind", model::word_of(chat.facts.kind, model::chat_kind_words)},
                     {"last_message", std::move(last)},
                     {"active_at", model::to_rfc3339(chat.active_at)},
                     {"members", chat.members},
                     {"role", model::word_of(chat.role, model::chat_role_words)},
                     {"may", rights_of(chat)},
                     {"seq", chat.seq},
                     {"read_seq", chat.read_seq},
                     {"unread", chat.unread},
                     {"mentions", chat.mentions},
                     {"settings", to_wire(chat.settings)}};
  if (chat.facts.kind == model::chat_kind::dialog)
    shown.emplace("peer", to_wire(chat.peer));
  else
    for (auto& each : to_wire(chat.facts))
      shown.emplace(each.key(), std::move(each.value()));
  return shown;
}

json::object to_wire(const storage::people_of_chat::participant& one) {
  auto shown = to_wire(one.user);
  shown.emplace("role", model::word_of(one.role, model::chat_role_words));
  shown.emplace("joined_at", model::to_rfc3339(one.joined_at));
  shown.emplace("read_seq", one.read_seq);
  shown.emplace("read_at", time_or_null(one.read_at));
  return shown;
}

json::object to_wire(const storage::versions_of_message::version& version) {
  return {{"text", version.text}, {"replaced_at", model::to_rfc3339(version.replaced_at)}};
}

json::object to_wire(const storage::pinned_in_chat::pin& pin) {
  return {{"message", to_wire(pin.message)},
          {"by", to_string(pin.by)},
          {"at", model::to_rfc3339(pin.at)}};
}

json::object to_wire(const storage::reactions_to_message::reaction& one) {
  return {{"person", to_wire(one.by)}, {"emoji", one.emoji}, {"at", model::to_rfc3339(one.at)}};
}

json::object to_wire(const storage::mark_read::counters& counted) {
  return {{"seq", counted.read_seq},
          {"unread", counted.unread},
          {"mentions", counted.mentions},
          {"head", counted.seq}};
}

json::object to_wire(const storage::mark_thread::counters& counted) {
  return {{"follows", counted.is == storage::thread_summary::reading::follows},
          {"seq", counted.read_seq},
          {"unread", counted.unread},
          {"head", counted.seq}};
}

} // namespace vestnik::actors
