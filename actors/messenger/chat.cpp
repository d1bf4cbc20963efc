#include "actors/messenger/chat.hpp"

#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "actors/rooms/write_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "messenger/mentions.hpp"
#include "messenger/messages.hpp"
#include "messenger/reactions.hpp"
#include "model/values/clock.hpp"
#include "model/values/text.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using messenger::right;

/// In larger chats nobody is told how far each of the others has read: n people who read one
/// message would be n² events.
constexpr std::size_t most_told_marks = 100;

messenger::message_facts facts_of(const storage::message_by_seq::facts& message) {
  using facts = messenger::message_facts;
  const auto origin_of = [](storage::message_kind kind) {
    switch (kind) {
    case storage::message_kind::system:
      return facts::origin::system;
    case storage::message_kind::forwarded:
      return facts::origin::forwarded;
    case storage::message_kind::text:
      break;
    }
    return facts::origin::written;
  };
  return {message.author, message.at,
          message.deleted_at == model::timestamp{} ? facts::state::present : facts::state::deleted,
          origin_of(message.kind)};
}

model::error no_such_message() { return {model::ec::not_found, "no such message", "seq"}; }

storage::quoted_message quotation_of(std::uint64_t seq,
                                     const storage::message_by_seq::facts& message) {
  return {seq, message.author,
          std::string{model::first_code_points(message.text, storage::chat_preview + 1)},
          message.deleted_at};
}

model::result<model::user_id> parse_cursor(const std::string& text) {
  if (text.empty())
    return model::user_id{};
  const auto id = model::parse_id(text, "after");
  if (!id)
    return model::error{model::ec::invalid, "after must be the cursor of the previous page",
                        "after"};
  return model::user_id{*id};
}

} // namespace

chat_state::answer_type chat_state::run(const model::command& command) {
  if (roster.find(command.caller) == nullptr)
    return no_such_room(command);
  return run_command<model::chat_command>(*this, command);
}

caf::result<room_joined> chat_state::join(const room_join& request) {
  const auto* member = roster.find(request.user);
  if (member == nullptr)
    return no_such_room(request);
  auto joined = room->log().position_of(request);
  json::object marks;
  const auto shown = roster.members().size() <= most_told_marks
                         ? roster.members()
                         : std::span<const storage::chat_member>{member, 1};
  for (const auto& each : shown)
    marks.emplace(model::to_string(each.user), each.read_seq);
  joined.state = json::serialize(wrapped("read", std::move(marks)));
  return joined;
}

chat_state::answer_type chat_state::refuse(const model::command& command, const model::error& why) {
  if (command.op.empty())
    return to_caf(why);
  promise_type promise{*self};
  refuse(command, why, promise);
  return promise;
}

void chat_state::refuse(const model::command& command, const model::error& why,
                        promise_type promise) {
  if (command.op.empty())
    return promise.deliver(to_caf(why));
  self->request(room->database().reader_for(id().value), caf::infinite,
                storage::outcome_of_operation{room->log().room(), command.caller, command.op})
      .then(
          [promise, why](const std::optional<storage::append::outcome>& first) mutable {
            if (first)
              promise.deliver(to_answer(*first));
            else
              promise.deliver(to_caf(why));
          },
          passing_to(promise));
}

model::result<void> chat_state::check(model::user_id user, right wanted) const {
  return messenger::check(roster.rules(), roster.find(user)->role, wanted);
}

model::result<void> chat_state::check_text(std::string_view text) const {
  if (text.empty() || text.size() > limits.text)
    return model::error{model::ec::invalid,
                        fmt::format("a message has 1 to {} bytes of text", limits.text), "text"};
  return {};
}

storage::message_row chat_state::message_of(model::user_id author, const std::string& text) {
  storage::message_row row{next_id(), author, text};
  const auto called = messenger::find_mentions(text);
  row.mentions = roster.find_all(called.logins, author);
  if (called.called == messenger::mentions::scope::everybody &&
      check(author, right::remove_members))
    row.calls = storage::message_call::everybody;
  return row;
}

// -- messages ---------------------------------------------------------------------------------

chat_state::answer_type
chat_state::with_message(const model::command& command, std::uint64_t seq,
                         std::function<judgement(const storage::message_by_seq::facts&)> judge) {
  promise_type promise{*self};
  ask_first(
      *self, room->database().reader_for(id().value),
      storage::message_by_seq{id(), seq, command.caller},
      [this, promise, command,
       judge = std::move(judge)](const storage::message_by_seq::facts& message) mutable {
        auto entry = judge(message);
        if (!entry)
          return refuse(command, entry.error(), promise);
        room->post(std::move(*entry), promise);
      },
      passing_to(promise));
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::send_message& body) {
  auto allowed = check(command.caller, right::write);
  if (allowed)
    allowed = check_text(body.text);
  if (!allowed)
    return refuse(command, allowed.error());
  if (body.reply_to == 0 && body.thread == 0) {
    auto entry = entry_of_send(command, body, {});
    return room->post(std::move(*entry));
  }
  const auto looked_up = body.reply_to == 0 ? body.thread : body.reply_to;
  return with_message(
      command, looked_up,
      [this, command, body, looked_up](const storage::message_by_seq::facts& message) -> judgement {
        // A thread begins with a message of the room itself, and has what answers it.
        const bool begins_thread = body.thread == looked_up && message.thread == 0;
        if (message.kind == storage::message_kind::system ||
            (message.thread != body.thread && !begins_thread))
          return model::error{model::ec::not_found, "no such message here",
                              body.reply_to == 0 ? "thread" : "reply_to"};
        if (body.reply_to == 0)
          return entry_of_send(command, body, {});
        return entry_of_send(command, body, quotation_of(looked_up, message));
      });
}

chat_state::judgement
chat_state::entry_of_send(const model::command& command, const model::send_message& body,
                          const std::optional<storage::quoted_message>& quoted) {
  auto row = message_of(command.caller, body.text);
  row.reply_to = body.reply_to;
  row.thread = body.thread;
  return entry_of_message({command.caller, command.op, model::now()}, std::move(row), quoted);
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::edit_message& body) {
  if (const auto fits = check_text(body.text); !fits)
    return refuse(command, fits.error());
  return with_message(
      command, body.seq,
      [this, command, body](const storage::message_by_seq::facts& message) -> judgement {
        const auto at = model::now();
        const auto allowed = messenger::check_edit(
            roster.rules(), {command.caller, roster.find(command.caller)->role, at},
            facts_of(message), {});
        if (!allowed)
          return allowed.error();
        if (message.edits >= storage::most_versions)
          return model::error{
              model::ec::too_many,
              fmt::format("a message may be changed {} times", storage::most_versions), "seq"};
        auto row = message_of(command.caller, body.text);
        return entry_of(
            entry_origin{command.caller, command.op, at},
            storage::edit_message{body.seq, body.text, std::move(row.mentions), row.calls, at});
      });
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::delete_message& body) {
  return with_message(
      command, body.seq,
      [this, command, body](const storage::message_by_seq::facts& message) -> judgement {
        const auto at = model::now();
        const auto allowed = messenger::check_deletion(
            roster.rules(), {command.caller, roster.find(command.caller)->role, at},
            facts_of(message));
        if (!allowed)
          return allowed.error();
        return entry_of(entry_origin{command.caller, command.op, at},
                        storage::delete_message{body.seq, command.caller, at});
      });
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::react& body) {
  auto allowed = check(command.caller, right::write);
  if (allowed)
    allowed = messenger::check_reaction(body.emoji);
  if (!allowed)
    return refuse(command, allowed.error());
  return with_message(
      command, body.seq,
      [command, body](const storage::message_by_seq::facts& message) -> judgement {
        const entry_origin from{command.caller, command.op, model::now()};
        if (body.does == model::react::action::remove)
          return entry_of(from, storage::remove_reaction{body.seq, command.caller, body.emoji});
        if (message.deleted_at != model::timestamp{} ||
            message.kind == storage::message_kind::system)
          return no_such_message();
        const bool is_new =
            std::ranges::find(message.reactions, body.emoji, &storage::reaction_tally::emoji) ==
            message.reactions.end();
        if (is_new && message.reactions.size() >= messenger::most_reactions)
          return model::error{
              model::ec::too_many,
              fmt::format("a message has at most {} kinds of reactions", messenger::most_reactions),
              "emoji"};
        return entry_of(from, storage::add_reaction{body.seq, command.caller, body.emoji, from.at});
      });
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::pin_message& body) {
  if (const auto allowed = check(command.caller, right::pin_messages); !allowed)
    return refuse(command, allowed.error());
  return with_message(
      command, body.seq,
      [this, command, body](const storage::message_by_seq::facts& message) -> judgement {
        const entry_origin from{command.caller, command.op, model::now()};
        if (body.does == model::pin_message::action::unpin)
          return entry_of(from, storage::unpin_message{body.seq});
        if (message.deleted_at != model::timestamp{} ||
            message.kind == storage::message_kind::system || message.thread != 0)
          return no_such_message();
        return entry_of(from, storage::pin_message{body.seq, command.caller, from.at}, next_id());
      });
}

// -- reading ----------------------------------------------------------------------------------

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::mark_read& body) {
  const auto& reader = *roster.find(command.caller);
  const auto seq = std::min(body.seq, room->log().head());
  promise_type promise{*self};
  self->request(room->database().writer, caf::infinite,
                storage::mark_read{id(), room->log().token(), reader.user, seq, model::now()})
      .then(
          [this, promise, before = reader.read_seq,
           user = reader.user](const storage::mark_read::counters& counted) mutable {
            roster.mark_read(user, counted.read_seq);
            auto data = to_wire(counted);
            promise.deliver(model::json_text{json::serialize(data)});
            if (counted.read_seq <= before)
              return;
            if (roster.members().size() <= most_told_marks)
              room->publish_ephemeral(model::event_kind::chat_read,
                                      fmt::format(R"({{"user":"{}","seq":{}}})",
                                                  model::to_string(user), counted.read_seq),
                                      user.value);
            data.emplace("chat", to_string(id()));
            self->send(directory,
                       room_notice{model::room_of(user),
                                   room_notice::chat_counted{id(), json::serialize(data)}});
          },
          passing_to(promise));
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command, const model::typing&) {
  if (const auto allowed = check(command.caller, right::write); !allowed)
    return refuse(command, allowed.error());
  room->publish_ephemeral(model::event_kind::chat_typing,
                          fmt::format(R"({{"user":"{}"}})", model::to_string(command.caller)));
  return model::json_text{"{}"};
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::read_history& body) {
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, limits.page);
  return answer_from(
      room->database().reader_for(id().value), self,
      storage::chat_history{id(), body.before, limit + 1, command.caller, body.after, body.thread},
      [limit](std::vector<storage::chat_message> messages) {
        const auto more = cut_to_page(messages, limit, to_wire);
        auto page = list_of("messages", messages, to_wire);
        page["more"] = more;
        return page;
      });
}

chat_state::answer_type chat_state::answer(const model::command&,
                                           const model::read_versions& body) {
  return answer_from(room->database().reader_for(id().value), self,
                     storage::versions_of_message{id(), body.seq},
                     [](std::vector<storage::versions_of_message::version> versions) {
                       const auto more = cut_to_page(versions, versions.size(), to_wire);
                       auto page = list_of("versions", versions, to_wire);
                       page["more"] = more;
                       return page;
                     });
}

chat_state::answer_type chat_state::answer(const model::command&,
                                           const model::read_reactions& body) {
  return answer_from(room->database().reader_for(id().value), self,
                     storage::reactions_to_message{id(), body.seq},
                     [](const std::vector<storage::reactions_to_message::reaction>& all) {
                       return list_of("reactions", all, to_wire);
                     });
}

chat_state::answer_type chat_state::answer(const model::command&, const model::read_pinned&) {
  return answer_from(room->database().reader_for(id().value), self, storage::pinned_in_chat{id()},
                     [](const std::vector<storage::pinned_in_chat::pin>& pinned) {
                       return list_of("pinned", pinned, to_wire);
                     });
}

chat_state::answer_type chat_state::answer(const model::command&, const model::list_members& body) {
  const auto after = parse_cursor(body.after);
  if (!after)
    return to_caf(after.error());
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, model::page_size.most);
  return answer_from(room->database().reader_for(id().value), self,
                     storage::people_of_chat{id(), *after, limit + 1},
                     [limit](std::vector<storage::people_of_chat::participant> people) {
                       const auto more = cut_to_page(people, limit, to_wire);
                       auto page = list_of("members", people, to_wire);
                       page["cursor"] =
                           people.empty() ? std::string{} : to_string(people.back().user.id);
                       page["more"] = more;
                       return page;
                     });
}

room_actor::behavior_type chat(room_actor::stateful_pointer<chat_state> self, model::chat_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids, room_settings settings,
                               chat_limits limits) {
  auto& state = self->state;
  state.room =
      std::make_unique<room_owner>(self, model::room_of(id), std::move(database), settings);
  state.directory = std::move(directory);
  state.ids = std::move(ids);
  state.limits = limits;
  // A chat that does not exist is found out by a read, before anything is written.
  self->request(state.room->database().reader_for(id.value), caf::infinite,
                storage::members_of_chat{id})
      .await(
          [self](const storage::members_of_chat::membership& known) {
            self->state.roster.assign(known);
            self->state.room->activate();
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return room_behavior(self);
}

} // namespace vestnik::actors
