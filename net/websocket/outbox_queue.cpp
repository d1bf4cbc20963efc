#include "net/websocket/outbox_queue.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::net {

namespace {

/// What an idle connection may keep of its ring (16 bytes each).
constexpr std::size_t kept_when_idle = 32;

using when_slow = frame_policy::when_slow;

bool is_state(const frame_ptr& item) { return item->policy().then == when_slow::coalesce; }

iovec part_of(std::string_view bytes) {
  // sendmsg does not write through the pointer; POSIX has one iovec for both ways.
  return {const_cast<char*>(bytes.data()), bytes.size()};
}

} // namespace

bool outbox_queue::put_frame(const frame_ptr& item) {
  if (is_state(item))
    return put_state(item);
  const auto size = item->bytes().size();
  if (!has_room_for(size))
    make_room_for(size);
  if (!has_room_for(size))
    return item->policy().then == when_slow::drop_oldest;
  append(item);
  return true;
}

bool outbox_queue::put_state(const frame_ptr& item) {
  if (replace(item))
    return true;
  if (states_ == limits_.frames)
    return false;
  append(item);
  ++states_;
  state_bytes_ += item->bytes().size();
  return true;
}

bool outbox_queue::has_room_for(std::size_t size, std::size_t frames_gone) const noexcept {
  const auto frames = count_ - states_ - frames_gone;
  const auto bytes = bytes_ - state_bytes_;
  return frames == 0 ||
         (frames < limits_.frames && size <= limits_.bytes && bytes <= limits_.bytes - size);
}

bool outbox_queue::replace(const frame_ptr& item) {
  for (auto i = first_unstarted(); i < count_; ++i)
    if (auto& waiting = at(i);
        is_state(waiting) && waiting->policy().coalesce_key == item->policy().coalesce_key) {
      bytes_ += item->bytes().size() - waiting->bytes().size();
      state_bytes_ += item->bytes().size() - waiting->bytes().size();
      waiting = item;
      return true;
    }
  return false;
}

void outbox_queue::make_room_for(std::size_t size) {
  auto kept = first_unstarted();
  for (auto i = kept; i < count_; ++i) {
    auto& waiting = at(i);
    // Counted as gone already: what was dropped before has left room.
    if (waiting->policy().then == when_slow::drop_oldest && !has_room_for(size, i - kept)) {
      bytes_ -= waiting->bytes().size();
      waiting.reset();
    } else {
      if (kept != i)
        at(kept) = std::move(waiting);
      ++kept;
    }
  }
  count_ = kept;
}

void outbox_queue::append(const frame_ptr& item) {
  if (count_ == ring_.size())
    grow();
  at(count_++) = item;
  bytes_ += item->bytes().size();
}

void outbox_queue::put_handshake(std::string_view bytes) {
  handshake_ += bytes;
  bytes_ += bytes.size();
}

void outbox_queue::put_control(std::string_view bytes) {
  if (ends_)
    return;
  control_ += bytes;
  bytes_ += bytes.size();
}

void outbox_queue::put_close(std::string_view bytes) {
  if (std::exchange(ends_, true))
    return;
  close_ = bytes;
  bytes_ += bytes.size();
}

void outbox_queue::drop_unstarted() {
  const auto keep = first_unstarted();
  while (count_ > keep) {
    auto& last = at(count_ - 1);
    bytes_ -= last->bytes().size();
    last.reset();
    --count_;
  }
  states_ = state_bytes_ = 0;
}

void outbox_queue::clear() {
  ring_ = {};
  handshake_ = control_ = close_ = {};
  head_ = count_ = head_sent_ = bytes_ = states_ = state_bytes_ = control_sent_ = 0;
}

std::size_t outbox_queue::gather(std::span<iovec, max_parts> parts) const {
  std::size_t filled = 0;
  const auto add = [&](std::string_view bytes) {
    if (!bytes.empty() && filled < parts.size())
      parts[filled++] = part_of(bytes);
  };
  add(handshake_);
  std::size_t next = 0;
  if (head_sent_ > 0)
    add(at(next++)->bytes().substr(head_sent_));
  add(std::string_view{control_}.substr(control_sent_));
  while (next < count_ && filled < parts.size())
    add(at(next++)->bytes());
  if (next == count_)
    add(close_);
  return filled;
}

void outbox_queue::consume(std::size_t bytes) {
  bytes_ -= bytes;
  take(handshake_, bytes);
  const auto take_frames = [&](std::size_t limit) {
    while (bytes > 0 && count_ > 0 && limit-- > 0) {
      if (head_sent_ == 0)
        begin_frame();
      const auto rest = at(0)->bytes().size() - head_sent_;
      const auto taken = std::min(rest, bytes);
      head_sent_ += taken;
      bytes -= taken;
      if (taken == rest)
        pop_frame();
    }
  };
  if (head_sent_ > 0)
    take_frames(1);
  const auto control = std::min(bytes, control_bytes());
  control_sent_ += control;
  bytes -= control;
  if (control_bytes() == 0) {
    control_.clear();
    control_sent_ = 0;
  }
  take_frames(count_);
  take(close_, bytes);
  if (empty())
    shrink_when_empty();
}

void outbox_queue::begin_frame() noexcept {
  if (!is_state(at(0)))
    return;
  --states_;
  state_bytes_ -= at(0)->bytes().size();
}

void outbox_queue::grow() {
  std::vector<frame_ptr> larger(std::max<std::size_t>(4, ring_.size() * 2));
  for (std::size_t i = 0; i < count_; ++i)
    larger[i] = std::move(at(i));
  ring_ = std::move(larger);
  head_ = 0;
}

void outbox_queue::pop_frame() noexcept {
  ring_[head_].reset();
  head_ = (head_ + 1) & (ring_.size() - 1);
  head_sent_ = 0;
  --count_;
}

void outbox_queue::take(std::string& from, std::size_t& bytes) {
  const auto taken = std::min(from.size(), bytes);
  from.erase(0, taken);
  bytes -= taken;
}

void outbox_queue::shrink_when_empty() {
  if (ring_.size() > kept_when_idle) {
    ring_ = {};
    head_ = 0;
  }
  if (control_.capacity() > 256)
    control_ = {};
  if (handshake_.capacity() > 256)
    handshake_ = {};
}

} // namespace vestnik::net
