#include "actors/messenger/chat.hpp"
#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/write_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <caf/error.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

// What a member brings into a chat from another one.

namespace vestnik::actors {

namespace {

namespace json = boost::json;
using messenger::right;

/// Texts that are brought here at once, bytes: what is appended together is told together.
constexpr std::size_t most_brought = 256 * 1024;

/// Whose words they are, and since when. Of one's own chat also where they stand, to go back there;
/// others may not know that room.
std::string origin_of(const storage::messages_to_forward::original& message, model::chat_id from,
                      model::chat_kind into) {
  json::object origin;
  if (message.kind == storage::message_kind::forwarded) {
    origin = json::parse(message.details).get_object();
    origin.erase("chat");
    origin.erase("seq");
  } else {
    origin.emplace("author", to_wire(message.author));
    origin.emplace("at", model::to_rfc3339(message.at));
  }
  if (into == model::chat_kind::saved) {
    origin.emplace("chat", to_string(from));
    origin.emplace("seq", message.seq);
  }
  return json::serialize(origin);
}

/// Each message is an entry, and has a name of its own by which a repetition is known. No client
/// gives such a name.
std::string op_of(const std::string& op, std::size_t number) {
  return number == 0 ? op : fmt::format("{}#{}", op, number);
}

} // namespace

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::forward_messages& body) {
  if (const auto allowed = check(command.caller, right::write); !allowed)
    return refuse(command, allowed.error());
  promise_type promise{*self};
  ask_first(
      *self, room->database().reader_for(id().value),
      storage::messages_to_forward{command.caller, body.from, body.seqs},
      [this, promise, command,
       body](const storage::messages_to_forward::result_type& originals) mutable {
        bring(command, body, originals, std::move(promise));
      },
      [this, promise, command](const caf::error& why) mutable {
        refuse(command, from_caf(why), std::move(promise));
      });
  return promise;
}

void chat_state::bring(const model::command& command, const model::forward_messages& body,
                       const storage::messages_to_forward::result_type& originals,
                       promise_type promise) {
  std::size_t bytes = 0;
  for (const auto& each : originals)
    bytes += each.text.size();
  if (bytes > most_brought)
    return refuse(command,
                  {model::ec::invalid,
                   fmt::format("at most {} KiB of text are forwarded at once", most_brought / 1024),
                   "seqs"},
                  std::move(promise));
  const auto at = model::now();
  log_unit unit;
  for (const auto& each : originals) {
    storage::message_row row{next_id(), command.caller, each.text};
    row.kind = storage::message_kind::forwarded;
    row.details = origin_of(each, body.from, roster.facts().kind);
    unit.entries.push_back(entry_of_message(
        {command.caller, op_of(command.op, unit.entries.size()), at}, std::move(row), {}));
  }
  room->append(
      std::move(unit),
      [promise](std::span<const storage::append::outcome> outcomes) mutable {
        promise.deliver(to_answer(outcomes.front()));
      },
      [promise](const caf::error& why) mutable { promise.deliver(why); });
}

} // namespace vestnik::actors
