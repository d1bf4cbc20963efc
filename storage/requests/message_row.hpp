#pragma once

#include "model/values/id.hpp"

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
  std::vector<model::user_id> mentions = {};
  message_call calls = message_call::named;
  /// JSON object of a line of the room, or where a message was brought from; empty if neither.
  std::string details = {};
};

} // namespace vestnik::storage
