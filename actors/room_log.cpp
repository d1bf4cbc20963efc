#include "actors/room_log.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::actors {

room_log::room_log(model::room_name room, tail_limits limits)
    : room_{room}
    , limits_{limits} {}

void room_log::activated(const storage::activate_room::position& at) {
  token_ = at.token;
  head_ = at.last_seq;
  id_ = at.log;
}

storage::append room_log::appending(std::vector<storage::log_entry> entries) const {
  return {room_, token_, std::move(entries), {}};
}

event_ptr room_log::appended(const storage::log_entry& entry, std::uint64_t seq) {
  auto event = std::make_shared<const model::event>(
      model::event{room_, seq, entry.kind, entry.at, entry.data});
  head_ = seq;
  tail_.push_back(event);
  tail_bytes_ += event->data.size();
  while (tail_.size() > limits_.events || tail_bytes_ > limits_.bytes) {
    tail_bytes_ -= tail_.front()->data.size();
    tail_.pop_front();
  }
  return event;
}

room_joined room_log::position_of(const room_join& client) const {
  using position = room_joined::position;
  const bool known = client.seq <= head_ && (client.log.empty() || client.log == id_);
  return {head_, id_, known ? client.seq : head_, known ? position::known : position::foreign, {}};
}

std::optional<room_page> room_log::recent(const room_read& what) const {
  const auto last = std::min(what.up_to, head_);
  if (what.after >= last)
    return room_page{};
  if (tail_.empty() || tail_.front()->seq > what.after + 1)
    return std::nullopt;
  const auto first = static_cast<std::size_t>(what.after + 1 - tail_.front()->seq);
  const auto count = std::min<std::size_t>(last - what.after, what.limit);
  const auto begin = tail_.begin() + static_cast<std::ptrdiff_t>(first);
  return room_page{{begin, begin + static_cast<std::ptrdiff_t>(count)}};
}

} // namespace vestnik::actors
