#pragma once

#include "actors/protocol/room_messages.hpp"
#include "config/defaults.hpp"
#include "storage/requests/rooms.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::actors {

/// What goes into a room's log together or not at all.
struct log_unit {
  std::vector<storage::log_entry> entries;
  /// Empty, or how far the folders are fetched with it.
  std::vector<storage::folder_advance> cursors;
};

/// How much of a log its owner keeps in memory, for those who catch up.
struct tail_limits {
  std::size_t events = config::defaults::actors::room_tail_events;
  std::size_t bytes = config::defaults::actors::room_tail_bytes;
};

/// The owner's view of its room's log: the fencing token, which stretch of it exists
/// and the recent events. Pure: the owner asks the storage, and notes the outcome here.
class room_log {
public:
  explicit room_log(model::room_name room, tail_limits limits);

  [[nodiscard]] model::room_name room() const noexcept { return room_; }
  /// The newest seq; 0 in an empty log.
  [[nodiscard]] std::uint64_t head() const noexcept { return head_; }

  /// The storage has made us the owner.
  void activated(const storage::activate_room::position& at);

  /// Under this token the owner appends.
  [[nodiscard]] std::uint64_t token() const noexcept { return token_; }

  /// The storage has given `entry` the place `seq`. Returns the event to publish.
  /// Places come in order, since one writer answers in the order of asking.
  event_ptr appended(const storage::log_entry& entry, std::uint64_t seq);

  /// An event that is in the log by a write whose answer was lost.
  event_ptr found(model::event event);

  /// Earlier entries are no longer kept: the log begins with `first`.
  void trimmed_before(std::uint64_t first);

  /// Where a client that has `seq` of log `log` goes on.
  [[nodiscard]] room_joined position_of(const room_join& client) const;

  /// The stretch, if all of it is in memory; at most `limit` events of it.
  [[nodiscard]] std::optional<room_page> recent(const room_read& request) const;

private:
  event_ptr keep(model::event event);

  model::room_name room_;
  tail_limits limits_;
  std::uint64_t token_ = 0;
  std::uint64_t head_ = 0;
  /// The oldest seq that is kept, as far as we know; head + 1 in an empty log.
  std::uint64_t first_ = 1;
  std::string id_;
  /// The newest events without a gap, the oldest first.
  std::deque<event_ptr> tail_;
  std::size_t tail_bytes_ = 0;
};

} // namespace vestnik::actors
