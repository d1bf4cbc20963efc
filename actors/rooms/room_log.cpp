#include "actors/rooms/room_log.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace vestnik::actors {

room_log::room_log(model::room_name room, tail_limits limits)
    : room_{room}
    , limits_{limits} {}

void room_log::activated(const storage::activate_room::position& at) {
  token_ = at.token;
  head_ = at.last_seq;
  first_ = at.first_seq;
  id_ = at.log;
}

event_ptr room_log::appended(const storage::log_entry& entry, std::uint64_t seq) {
  return keep({room_, seq, entry.kind, entry.at, entry.data});
}

event_ptr room_log::found(model::event event) { return keep(std::move(event)); }

void room_log::trimmed_before(std::uint64_t first) { first_ = std::max(first_, first); }

room_joined room_log::position_of(const room_join& client) const {
  using position = room_joined::position;
  room_joined out{head_, id_, head_, position::foreign, {}, {}};
  const auto seq = client.seq.value_or(head_);
  if (seq > head_ || (!client.log.empty() && client.log != id_))
    return out;
  if (seq + 1 < first_) {
    out.client = position::trimmed;
    out.gap = {seq + 1, first_ - 1};
    return out;
  }
  out.client = position::known;
  out.from = seq;
  return out;
}

std::optional<room_page> room_log::recent(const room_read& request) const {
  const auto last = std::min(request.up_to, head_);
  if (request.after >= last)
    return room_page{};
  if (tail_.empty() || tail_.front()->seq > request.after + 1)
    return std::nullopt;
  const auto first = static_cast<std::size_t>(request.after + 1 - tail_.front()->seq);
  const auto count = std::min<std::size_t>(last - request.after, request.limit);
  const auto begin = tail_.begin() + static_cast<std::ptrdiff_t>(first);
  return room_page{{begin, begin + static_cast<std::ptrdiff_t>(count)}};
}

event_ptr room_log::keep(model::event event) {
  auto kept = std::make_shared<const model::event>(std::move(event));
  head_ = kept->seq;
  tail_.push_back(kept);
  tail_bytes_ += kept->data.size();
  while (tail_.size() > limits_.events || tail_bytes_ > limits_.bytes) {
    tail_bytes_ -= tail_.front()->data.size();
    tail_.pop_front();
  }
  return kept;
}

} // namespace vestnik::actors
