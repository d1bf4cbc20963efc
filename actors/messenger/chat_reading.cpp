#include "actors/messenger/chat.hpp"
#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/no_such_room.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "model/values/clock.hpp"

#include <boost/json/serialize.hpp>
#include <caf/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

// What is read in a chat, and how far: the half of `chat` that adds nothing to its log.

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using messenger::right;

/// In larger chats nobody is told how far each of the others has read: n people who read one
/// message would be n² events.
constexpr std::size_t most_told_marks = 100;

/// A mark that a lost owner told nobody of is no older than this when the next one serves. Older
/// ones are not told again: where somebody is in many groups they would be more than a slow
/// reader's queue takes.
constexpr std::chrono::minutes untold_for{2};

bool is_told_marks(const chat_roster& roster) { return roster.members().size() <= most_told_marks; }

/// The data of a `chat.read`.
std::string mark_of(const storage::chat_member& member) {
  return fmt::format(R"({{"user":"{}","seq":{}}})", model::to_string(member.user), member.read_seq);
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

caf::result<room_joined> chat_state::join(const room_join& request) {
  const auto* member = roster.find(request.user);
  if (member == nullptr)
    return no_such_room(request);
  auto joined = room->log().position_of(request);
  json::object marks;
  const auto shown =
      is_told_marks(roster) ? roster.members() : std::span<const storage::chat_member>{member, 1};
  for (const auto& each : shown)
    marks.emplace(model::to_string(each.user), each.read_seq);
  joined.state = json::serialize(wrapped("read", std::move(marks)));
  return joined;
}

caf::result<std::uint64_t> chat_state::follow(const room_follow& request) {
  publication marks;
  if (request.why == room_follow::cause::owner_lost && is_told_marks(roster))
    for (const auto& each : roster.members())
      if (model::now() - each.read_at < untold_for)
        marks.events.push_back(std::make_shared<const model::event>(
            model::event{room->log().room(), 0, model::event_kind::chat_read, model::now(),
                         mark_of(each), each.user.value}));
  return room->follow(std::move(marks));
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::mark_read& body) {
  if (body.thread != 0) {
    using action = storage::mark_thread::action;
    return mark({id(), room->log().token(), command.caller, body.thread, action::read,
                 std::min(body.seq, room->log().head())});
  }
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
            if (const auto* member = roster.find(user))
              tell_mark(*member);
            data.emplace("chat", to_string(id()));
            self->send(directory,
                       room_notice{model::room_of(user),
                                   room_notice::chat_counted{id(), json::serialize(data)}});
          },
          [this, promise, user = reader.user](const caf::error& why) mutable {
            promise.deliver(why);
            if (from_caf(why).code != model::ec::outcome_unknown)
              return;
            readers_in_doubt_.insert(user);
            roster_is_ = roster_state::doubtful;
            mend_roster();
          });
  return promise;
}

void chat_state::tell_mark(const storage::chat_member& of) {
  if (is_told_marks(roster))
    room->publish_ephemeral(model::event_kind::chat_read, mark_of(of), of.user.value);
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

} // namespace vestnik::actors
