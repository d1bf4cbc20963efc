#pragma once

#include "model/command.hpp"
#include "model/event.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The messages to and about rooms; actors.hpp has their receivers.

namespace vestnik::actors {

// What is asked says until when somebody waits for the answer (`until`): then the owner need not
// begin with it.

using event_ptr = std::shared_ptr<const model::event>;

/// The follower of a room. A consumer shows its client only what the client may see; rooms that
/// consumers alone may follow answer `not_found` to clients.
enum class asker : std::uint8_t { client, consumer };

/// A user wants to follow a room from a position on.
struct room_join {
  model::user_id user;
  model::room_name room;
  /// The last `seq` the client has, in the log with this id (empty: unknown); none if it
  /// wants only the events from now on.
  std::optional<std::uint64_t> seq = 0;
  std::string log;
  asker by = asker::client;
  model::deadline until = {};
};

/// The owner's answer to `room_join`: allowed, and where the events begin.
struct room_joined {
  std::uint64_t seq = 0;
  std::string log;
  /// Events after this one will follow.
  std::uint64_t from = 0;
  /// Whether the client's position is in this log: `foreign` belongs to another log,
  /// of `trimmed` some events that the client has not seen are no longer kept.
  enum class position : std::uint8_t { known, foreign, trimmed } client = position::known;
  /// `data` of the newest ephemeral event; empty if there is none.
  std::string state;
  /// What is no longer kept, both ends included; zeros unless `trimmed`.
  struct range {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  } gap;
};

/// A stretch of a room's log: entries with seq in (after, up_to], at most `limit`.
struct room_read {
  model::room_name room;
  std::uint64_t after = 0;
  std::uint64_t up_to = 0;
  std::uint32_t limit = 0;
  model::deadline until = {};
};

/// In order, from `room_read::after` + 1 on, without a gap.
struct room_page {
  std::vector<event_ptr> events;
};

/// A node wants all events of a room from now on; answered with the room's newest seq.
struct room_follow {
  model::room_name room;
  /// Where an owner was lost, so may be what it had stored and told nobody of.
  enum class cause : std::uint8_t { subscribers, owner_lost } why = cause::subscribers;
};

struct room_unfollow {
  model::room_name room;
};

/// A room's owner's answer to `rest`.
enum class activity : std::uint8_t { resting, busy };

/// The rooms that stay with a node.
struct room_share {
  std::function<bool(model::room_name)> stays;
};

/// News of one room for another.
struct room_notice {
  /// To user:ID: the user has become a member of this chat, or is none any longer; there is a
  /// notice of it in the storage.
  struct chat_opened {
    model::chat_id chat;
    /// Whether a notice is noted in the database, where it stays until it is told. Nodes of the
    /// version before note none.
    enum class record : std::uint8_t { noted, none } in_database = record::noted;
  };
  /// To user:ID: what is unread in this chat, since the user has read some of it.
  struct chat_counted {
    model::chat_id chat;
    /// The `data` of `chat.counters`, or of `thread.counters` if it is about a thread.
    std::string data;
    std::uint64_t thread = 0;
  };
  model::room_name room;
  std::variant<chat_opened, chat_counted> news;
};

/// From a room's owner to the relay of each node that follows the room: events of that
/// room in order; at least one.
struct publication {
  std::vector<event_ptr> events;
};

} // namespace vestnik::actors
