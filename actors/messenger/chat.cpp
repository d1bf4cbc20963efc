#include "actors/messenger/chat.hpp"

#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/room_behavior.hpp"
#include "actors/rooms/write_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "messenger/mentions.hpp"
#include "messenger/messages.hpp"
#include "messenger/reactions.hpp"
#include "model/values/clock.hpp"
#include "model/values/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace vestnik::actors {

namespace {

using messenger::right;

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

} // namespace

chat_state::answer_type chat_state::run(const model::command& command) {
  if (roster.find(command.caller) == nullptr)
    return no_such_room(command);
  return run_command<model::chat_command>(*this, command);
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
        // A thread begins with a message of the room itself, and has what answers it. What the room
        // shows of a thread stands in both.
        const bool begins_thread =
            body.thread == looked_up && message.thread == 0 && message.branch == 0;
        const bool stands_here =
            message.thread == body.thread || (message.branch != 0 && message.branch == body.thread);
        if (message.kind == storage::message_kind::system || (!stands_here && !begins_thread))
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
  (body.shown_in == model::send_message::place::room ? row.branch : row.thread) = body.thread;
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
                        storage::delete_message{body.seq, command.caller, at},
                        message.thread != 0 ? message.thread : message.branch);
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
          [self](const storage::members_of_chat::membership&) {
            // Until it had lost the room, a former owner may have changed who is in it.
            self->state.room->activate([self] { self->state.read_roster(); });
          },
          [self](const caf::error& why) { self->state.room->fail(why); });
  return room_behavior(self,
                       [self](const room_follow& request) { return self->state.follow(request); });
}

} // namespace vestnik::actors
