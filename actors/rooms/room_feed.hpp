#pragma once

#include "actors/protocol/fanout_messages.hpp"
#include "net/websocket/outbox.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// One room's events on their way to the connections of one io thread. Whatever
/// arrives in whatever order – live events, the room's head, stretches of the log –
/// each subscriber gets every event after its position once and in order:
///
///   behind ──(stretches from the log, paced by the connection's queue)──▶ up to date
///   up to date ──(each live event)──▶ up to date
///
/// Whoever is no member any longer gets the event that says so, and nothing that comes behind it.
/// Those who join get the newest coalesced events, which have no place in the log: they may be
/// newer than the state in the owner's answer.
///
/// Pure logic without an actor; used on one io thread.
class room_feed {
public:
  explicit room_feed(model::room_name room)
      : room_{room} {}

  /// A connection gets the events after its position.
  void join(const fanout_join& request);
  void leave(const std::shared_ptr<net::outbox>& out);
  [[nodiscard]] bool empty() const noexcept { return subscribers_.empty(); }

  /// The owner's newest seq when it began to tell us; live events follow it.
  void begin(std::uint64_t head);

  /// Live events of this room.
  void deliver(std::span<const delivery> events);

  /// The stretch of the log that `next_read` asked for; never empty.
  struct placed_frame {
    std::uint64_t seq = 0;
    net::frame_ptr frame;
    /// Whose last event it is; zero: nobody's.
    model::user_id leaves{};
  };
  using stretch = std::vector<placed_frame>;
  void take(const stretch& frames);

  /// The connection's queue is empty: it may go on catching up.
  void flushed(const std::shared_ptr<net::outbox>& out);

  /// What must be read from the log now, if anything; one stretch at a time, in turns for who is
  /// behind by far and for the others, one after the other. Returning it counts as asking.
  [[nodiscard]] std::optional<room_read> next_read();

  /// Connections that wait until their queue is flushed and are not asked yet to call back.
  /// Returning them counts as asking.
  [[nodiscard]] std::vector<std::shared_ptr<net::outbox>> next_pauses();

  /// The room is lost: all are closed (4000–4499) to come again.
  void close(std::uint16_t close_code, std::string_view reason);

  /// The log cannot be read: those who are behind are closed (4000–4499) to resume.
  void give_up(std::uint16_t close_code, std::string_view reason);

private:
  struct subscriber {
    std::shared_ptr<net::outbox> out;
    /// The next event it needs.
    std::uint64_t next = 0;
    model::user_id user{};
    std::uint64_t allowed_at = 0;
    /// The last event that it gets; 0: there is none yet.
    std::uint64_t last = 0;
    enum class pace : std::uint8_t { ready, must_pause, paused } pace = pace::ready;
  };

  /// Where the stretch begins that is read next; behind the head if nobody is behind.
  [[nodiscard]] std::uint64_t next_begin();
  void end_for(model::user_id user, std::uint64_t seq);
  void advance(std::uint64_t seq, const net::frame_ptr& frame);
  void advance_early();
  void serve_from_recent(subscriber& to);
  void catch_up(std::uint64_t seq, const net::frame_ptr& frame);
  void push_unless_crowded(subscriber& to, const net::frame_ptr& frame);
  void push(subscriber& to, const net::frame_ptr& frame);
  void push_run();
  void keep_newest(const net::frame_ptr& frame);
  [[nodiscard]] static bool has_ended(const subscriber& each) noexcept;
  void drop_ended();

  model::room_name room_;
  std::vector<subscriber> subscribers_;
  /// All events up to here have been given to those who were up to date; empty until
  /// `begin`.
  std::optional<std::uint64_t> head_;
  /// The newest event that we know to exist.
  std::uint64_t newest_ = 0;
  /// The newest frames, ending at the head, for subscribers that are only just behind.
  std::deque<placed_frame> recent_;
  std::size_t recent_bytes_ = 0;
  /// Live frames that came before their turn.
  std::map<std::uint64_t, net::frame_ptr> early_;
  /// Live frames that are about to be pushed: all to one subscriber, then all to the
  /// next, which touches each connection's memory once.
  stretch run_;
  /// The newest coalesced frame of each `coalesce_key`, in the order in which they came.
  std::vector<net::frame_ptr> newest_states_;
  enum class reading : std::uint8_t { idle, waiting } reading_ = reading::idle;
  enum class turn : std::uint8_t { farthest, other } turn_ = turn::farthest;
  /// Of the subscriber that had the last turn of the others.
  std::size_t last_place_ = 0;
  /// Subscribers whose connection has closed, and have no `out` until dropped, or that have a last
  /// event.
  std::size_t ending_ = 0;
};

} // namespace vestnik::actors
