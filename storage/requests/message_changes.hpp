#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/messages.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// Messages of a chat that a reader wants to bring elsewhere, in the order of their places. Errors:
/// `not_found` on `from` if the reader is no member, on `seqs` unless all are there and were
/// written by people.
struct messages_to_forward {
  struct original {
    std::uint64_t seq = 0;
    person author;
    model::timestamp at{};
    std::string text;
    message_kind kind = message_kind::text;
    /// Of one that was brought there: where it came from.
    std::string details;
  };
  using result_type = std::vector<original>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id reader;
  model::chat_id from;
  std::vector<std::uint64_t> seqs;
};

// -- what an entry changes ---------------------------------------------------------------
//
// Each is done in the transaction of the entry that tells of it, and only if something changes: an
// entry of what is so already is `known`, and is not written.

/// Another text; the one before is kept as a version. Known: the text is the same, or the message
/// was deleted.
struct edit_message {
  std::uint64_t seq = 0;
  std::string text;
  std::vector<model::user_id> mentions;
  message_call calls = message_call::named;
  model::timestamp at{};
};

/// The text goes for good, here, in its versions and in the log; a tombstone stays.
struct delete_message {
  std::uint64_t seq = 0;
  model::user_id by;
  model::timestamp at{};
};

struct add_reaction {
  std::uint64_t seq = 0;
  model::user_id by;
  std::string emoji;
  model::timestamp at{};
};

struct remove_reaction {
  std::uint64_t seq = 0;
  model::user_id by;
  std::string emoji;
};

struct pin_message {
  std::uint64_t seq = 0;
  model::user_id by;
  model::timestamp at{};
};

struct unpin_message {
  std::uint64_t seq = 0;
};

using message_change = std::variant<edit_message, delete_message, add_reaction, remove_reaction,
                                    pin_message, unpin_message>;

} // namespace vestnik::storage
