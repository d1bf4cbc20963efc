#include "actors/rooms/room_feed.hpp"

#include <algorithm>
#include <string_view>

namespace vestnik::actors {

namespace {

/// Frames kept for those who are only just behind.
constexpr std::size_t recent_frames = 64;
constexpr std::size_t recent_limit_bytes = 64 * 1024;

/// Live frames kept while the log before them is read; beyond it they are read too.
constexpr std::size_t early_frames = 1024;

/// Events of one stretch of a catch-up, and what a connection may have queued before it
/// pauses: far below an outbox's limits, so that catching up, in however many rooms,
/// never counts as reading slowly.
constexpr std::uint32_t stretch_events = 100;
constexpr std::size_t pause_at_bytes = 64 * 1024;
constexpr std::size_t pause_at_frames = 128;

/// Topics whose newest frame is kept for those who join; with more, those heard of
/// longest ago are forgotten.
constexpr std::size_t kept_topics = 64;

bool is_crowded(const net::outbox& out) {
  return out.pending_bytes() > pause_at_bytes || out.pending_frames() > pause_at_frames;
}

} // namespace

void room_feed::join(const fanout_join& request) {
  leave(request.out);
  subscribers_.push_back({request.out, request.from + 1, request.user, request.allowed_at});
  serve_from_recent(subscribers_.back());
  for (const auto& frame : newest_states_)
    push(subscribers_.back(), frame);
  drop_ended();
}

void room_feed::leave(const std::shared_ptr<net::outbox>& out) {
  std::erase_if(subscribers_, [&out](const subscriber& each) { return each.out == out; });
}

void room_feed::begin(std::uint64_t head) {
  if (!head_)
    head_ = head;
  newest_ = std::max(newest_, head);
  early_.erase(early_.begin(), early_.upper_bound(*head_));
  advance_early();
  push_run();
  drop_ended();
}

void room_feed::deliver(std::span<const delivery> events) {
  for (const auto& [room, seq, frame, leaves] : events) {
    newest_ = std::max(newest_, seq);
    end_for(leaves, seq);
    if (seq == 0) {
      keep_newest(frame);
      run_.emplace_back(seq, frame);
    } else if (head_ && seq == *head_ + 1) {
      advance(seq, frame);
      advance_early();
    } else if ((!head_ || seq > *head_) && early_.size() < early_frames) {
      early_.emplace(seq, frame);
    }
  }
  push_run();
  drop_ended();
}

void room_feed::take(const stretch& frames) {
  reading_ = reading::idle;
  for (const auto& [seq, frame, leaves] : frames) {
    end_for(leaves, seq);
    if (head_ && seq == *head_ + 1)
      advance(seq, frame);
    else
      catch_up(seq, frame);
  }
  advance_early();
  push_run();
  for (auto& each : subscribers_)
    serve_from_recent(each);
  drop_ended();
}

void room_feed::flushed(const std::shared_ptr<net::outbox>& out) {
  for (auto& each : subscribers_)
    if (each.out == out) {
      each.pace = subscriber::pace::ready;
      serve_from_recent(each);
    }
  drop_ended();
}

std::uint64_t room_feed::next_begin() {
  const auto is_behind = [this](const subscriber& each) {
    return each.pace == subscriber::pace::ready && each.next <= *head_;
  };
  auto first = *head_ + 1;
  if (std::exchange(turn_, turn::other) == turn::farthest) {
    for (const auto& each : subscribers_)
      if (is_behind(each))
        first = std::min(first, each.next);
    return first;
  }
  turn_ = turn::farthest;
  for (std::size_t n = 1; n <= subscribers_.size(); ++n) {
    const auto place = (last_place_ + n) % subscribers_.size();
    if (!is_behind(subscribers_[place]))
      continue;
    last_place_ = place;
    return subscribers_[place].next;
  }
  return first;
}

std::optional<room_read> room_feed::next_read() {
  if (reading_ == reading::waiting || !head_)
    return std::nullopt;
  auto first = next_begin();
  auto last = *head_;
  if (first > *head_) {
    // Nobody is behind; but a live event may be missing before those that came early.
    if (newest_ <= *head_)
      return std::nullopt;
    first = *head_ + 1;
    last = early_.empty() ? newest_ : early_.begin()->first - 1;
  }
  reading_ = reading::waiting;
  return room_read{room_, first - 1, last, stretch_events};
}

std::vector<std::shared_ptr<net::outbox>> room_feed::next_pauses() {
  std::vector<std::shared_ptr<net::outbox>> out;
  for (auto& each : subscribers_)
    if (each.pace == subscriber::pace::must_pause) {
      each.pace = subscriber::pace::paused;
      out.push_back(each.out);
    }
  return out;
}

void room_feed::close(std::uint16_t close_code, std::string_view reason) {
  for (const auto& each : std::exchange(subscribers_, {}))
    each.out->close(close_code, reason);
}

void room_feed::give_up(std::uint16_t close_code, std::string_view reason) {
  reading_ = reading::idle;
  std::erase_if(subscribers_, [&](const subscriber& each) {
    if (head_ && each.next > newest_)
      return false;
    each.out->close(close_code, reason);
    return true;
  });
  early_.clear();
  newest_ = head_.value_or(0);
}

void room_feed::end_for(model::user_id user, std::uint64_t seq) {
  if (!user)
    return;
  for (auto& each : subscribers_)
    // Who was a member again when the owner allowed it goes on.
    if (each.user == user && each.allowed_at < seq && (each.last == 0 || seq < each.last)) {
      ending_ += each.last == 0 ? 1 : 0;
      each.last = seq;
    }
}

void room_feed::advance(std::uint64_t seq, const net::frame_ptr& frame) {
  head_ = seq;
  recent_.emplace_back(seq, frame);
  recent_bytes_ += frame->bytes().size();
  while (recent_.size() > recent_frames || recent_bytes_ > recent_limit_bytes) {
    recent_bytes_ -= recent_.front().frame->bytes().size();
    recent_.pop_front();
  }
  run_.emplace_back(seq, frame);
}

void room_feed::advance_early() {
  while (head_ && !early_.empty() && early_.begin()->first <= *head_ + 1) {
    const auto next = early_.extract(early_.begin());
    if (next.key() == *head_ + 1)
      advance(next.key(), next.mapped());
  }
}

void room_feed::serve_from_recent(subscriber& to) {
  if (recent_.empty() || to.next < recent_.front().seq)
    return;
  // They have no gaps.
  for (auto place = to.next - recent_.front().seq; place < recent_.size(); ++place)
    if (recent_[place].seq == to.next)
      push_unless_crowded(to, recent_[place].frame);
}

void room_feed::catch_up(std::uint64_t seq, const net::frame_ptr& frame) {
  for (auto& each : subscribers_)
    if (each.next == seq)
      push_unless_crowded(each, frame);
}

void room_feed::push_unless_crowded(subscriber& to, const net::frame_ptr& frame) {
  if (to.out == nullptr || to.pace != subscriber::pace::ready || has_ended(to))
    return;
  if (is_crowded(*to.out)) {
    to.pace = subscriber::pace::must_pause;
    return;
  }
  push(to, frame);
  ++to.next;
}

void room_feed::push_run() {
  for (auto& each : subscribers_)
    for (const auto& [seq, frame, leaves] : run_) {
      if (seq == 0) {
        if (each.last == 0)
          push(each, frame);
      } else if (each.next == seq && each.pace == subscriber::pace::ready && !has_ended(each)) {
        push(each, frame);
        ++each.next;
      }
    }
  run_.clear();
}

void room_feed::keep_newest(const net::frame_ptr& frame) {
  if (frame->policy().then != net::frame_policy::when_slow::coalesce)
    return;
  std::erase_if(newest_states_, [coalesce_key = frame->policy().coalesce_key](const auto& kept) {
    return kept->policy().coalesce_key == coalesce_key;
  });
  if (newest_states_.size() == kept_topics)
    newest_states_.erase(newest_states_.begin());
  newest_states_.push_back(frame);
}

void room_feed::push(subscriber& to, const net::frame_ptr& frame) {
  if (to.out == nullptr || to.out->push(frame) == net::push_result::queued)
    return;
  ++ending_;
  to.out.reset();
}

bool room_feed::has_ended(const subscriber& each) noexcept {
  return each.out == nullptr || (each.last != 0 && each.next > each.last);
}

void room_feed::drop_ended() {
  if (ending_ == 0)
    return;
  std::erase_if(subscribers_, has_ended);
  ending_ = static_cast<std::size_t>(
      std::ranges::count_if(subscribers_, [](const subscriber& each) { return each.last != 0; }));
}

} // namespace vestnik::actors
