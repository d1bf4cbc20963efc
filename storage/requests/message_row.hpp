#pragma once

#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::storage {

/// Whose words a message has. Stored as a number: append only.
enum class message_kind : std::uint8_t {
  text = 0,
  /// A line of the room itself: who came, who left, what it is called now.
  system = 1,
  /// Somebody else's message, brought here.
  forwarded = 2,
};

/// Whom a message calls beside those whom it names. Stored as a number: append only.
enum class message_call : std::uint8_t { named = 0, everybody = 1 };

/// What a message shows of the thread that it began, and what that is for the reader.
struct thread_summary {
  std::uint32_t replies = 0;
  std::uint64_t last_seq = 0;
  model::timestamp last_at{};
  model::user_id last_author{};
  enum class reading : std::uint8_t { none, follows } is = reading::none;
  /// Of who follows it: how far they have read, and messages of others behind that, at most
  /// `most_unread`. What the room shows as well is unread there.
  std::uint64_t read_seq = 0;
  std::uint32_t unread = 0;
};

/// The row of a chat message that goes with its log entry.
struct message_row {
  model::message_id id;
  model::user_id author;
  std::string text = {};
  message_kind kind = message_kind::text;
  /// `seq` of the message that it answers; 0: none.
  std::uint64_t reply_to = 0;
  /// `seq` of the message that its thread began with; 0: it stands in the room itself.
  std::uint64_t thread = 0;
  /// `seq` of the message that its thread began with, if it stands in the room itself as well;
  /// `thread` is 0 then.
  std::uint64_t branch = 0;
  std::vector<model::user_id> mentions = {};
  message_call calls = message_call::named;
  /// JSON object of a line of the room, or where a message was brought from; empty if neither.
  std::string details = {};
};

} // namespace vestnik::storage
