#pragma once

#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/messages.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

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
