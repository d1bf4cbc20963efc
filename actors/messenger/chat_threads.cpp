#include "actors/messenger/chat.hpp"
#include "actors/messenger/chat_wire.hpp"
#include "actors/rooms/read_answer.hpp"
#include "actors/runtime/ask.hpp"

#include <boost/json/serialize.hpp>
#include <caf/error.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

// What threads are for each member: the part of `chat` that adds nothing to its log.

namespace vestnik::actors {

namespace {

namespace json = boost::json;

} // namespace

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::follow_thread& body) {
  using action = storage::mark_thread::action;
  const auto does =
      body.does == model::follow_thread::action::follow ? action::follow : action::unfollow;
  return mark({id(), room->log().token(), command.caller, body.thread, does, room->log().head()});
}

chat_state::answer_type chat_state::mark(storage::mark_thread order) {
  promise_type promise{*self};
  self->request(room->database().writer, caf::infinite, order)
      .then(
          [this, promise, order](const storage::mark_thread::counters& counted) mutable {
            auto data = to_wire(counted);
            promise.deliver(model::json_text{json::serialize(data)});
            data.emplace("chat", to_string(id()));
            data.emplace("thread", order.root);
            self->send(directory, room_notice{model::room_of(order.user),
                                              room_notice::chat_counted{id(), json::serialize(data),
                                                                        order.root}});
          },
          passing_to(promise));
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::list_threads& body) {
  const auto limit = std::clamp<std::uint32_t>(body.limit, 1, limits.page);
  return answer_from(room->database().reader_for(id().value), self,
                     storage::threads_of_chat{id(), command.caller, body.before, limit + 1},
                     [limit](std::vector<storage::chat_message> begun) {
                       const auto more = cut_to_page(begun, limit, to_wire);
                       std::uint64_t cursor = 0;
                       if (!begun.empty() && !begun.back().replies.empty())
                         cursor = begun.back().replies.front().last_seq;
                       auto page = list_of("threads", begun, to_wire);
                       page["cursor"] = cursor;
                       page["more"] = more;
                       return page;
                     });
}

} // namespace vestnik::actors
