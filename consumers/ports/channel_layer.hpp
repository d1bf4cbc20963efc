#pragma once

#include "consumers/ports/change.hpp"
#include "consumers/ports/group_layer.hpp"
#include "model/command.hpp"
#include "model/error.hpp"
#include "model/room.hpp"
#include "model/table.hpp"
#include "model/values/json.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// Where a client stopped reading a room.
struct room_position {
  model::room_name room;
  /// The last `seq` it has; 0 means that it has nothing, and none that it wants only
  /// what happens from now on.
  std::optional<std::uint64_t> seq = 0;
  /// Id of the log that `seq` counts in; empty if the client did not say.
  std::string log = {};

  friend bool operator==(const room_position&, const room_position&) = default;
};

/// How an accepted room will be told from now on.
struct subscription {
  model::room_name room;
  /// The room's newest event.
  std::uint64_t seq = 0;
  /// Id of the room's log.
  std::string log;
  /// The events that follow begin after this one.
  std::uint64_t from = 0;
  /// `reset`: the log cannot go on from the client's position, which is of another log
  /// or too old; the client reads the room anew, and `from` is the newest event.
  enum class start : std::uint8_t { resumed, reset };
  start begins = start::resumed;
  /// The newest ephemeral event's `data`; empty if there is none.
  model::json_text state = {};
  /// What the client has missed and the log no longer keeps, both ends included; zeros
  /// if there is no such range.
  struct range {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };
  range gap = {};
};

/// Takes the outcome of a command: the `data` of docs/wire/.
using reply_handler = std::function<void(model::result<model::json_text>)>;

/// Takes one outcome per room that was asked for, in the order of asking.
using subscribe_handler =
    std::function<void(std::vector<std::pair<model::room_name, model::result<subscription>>>)>;

/// Takes the outcome of `channel_layer::follow`.
using follow_handler = std::function<void(model::result<subscription>)>;

/// Takes an event of a followed room: a frame of the stream `rooms`, as docs/wire/events.md
/// has it.
using event_handler = std::function<void(std::string_view frame)>;

/// All that a consumer can reach of the rest of the product; implemented by the
/// session actor, and by a script in tests. Used on the connection's thread only.
/// Every handler but those of events is called at most once, all on that thread, possibly before
/// the function that took it returns, and never after the connection has ended.
class channel_layer {
public:
  virtual ~channel_layer() = default;

  /// Asks a room's owner. Errors that are not the owner's: `unavailable`,
  /// `outcome_unknown` (the owner was lost; the same `op` may be repeated),
  /// `too_many` (too many commands of this connection are under way).
  virtual void command(model::command cmd, reply_handler on_reply) = 0;

  /// Subscribes the connection to the rooms it may see. As soon as `on_reply` has
  /// returned, the events of accepted rooms flow straight to the connection: the
  /// fan-out writes them, no consumer sees them. So whoever must tell the client
  /// first does it from within `on_reply`.
  virtual void subscribe(std::vector<room_position> rooms, subscribe_handler on_reply) = 0;

  /// Ends subscriptions; rooms that are not subscribed to are passed over.
  virtual void unsubscribe(std::vector<model::room_name> rooms) = 0;

  /// Has a room's events told to the consumer instead of the client, until the
  /// connection ends: after `on_reply`, in order, without a gap. Errors: the owner's, such
  /// as `not_found`, and `unavailable`; then there are no events. If the room is lost
  /// later, the connection is closed, to come again.
  virtual void follow(room_position room, follow_handler on_reply, event_handler on_event) = 0;

  /// Tells what changes in a table's objects, as `change_feed::follow`; here all that
  /// follow share what is told. If the table is lost later, the connection is closed, to
  /// come again.
  [[nodiscard]] virtual watch follow_changes(const model::table_description& of,
                                             change_handler on_change, ready_handler ready);

  /// Groups without a log; null where there are none.
  [[nodiscard]] virtual group_layer* groups() noexcept { return nullptr; }
};

} // namespace vestnik::consumers
