#pragma once

#include "model/command.hpp"
#include "storage/requests/rooms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the owner of a chat appends to its log: the event as clients are told of it
// (docs/wire/events.md), the rows that go with it, and the result of the operation.

namespace vestnik::actors {

/// Who asked for an entry, and when it is written.
struct entry_origin {
  model::user_id author;
  std::string op;
  model::timestamp at{};
};

/// @param quoted what the message answers, if it answers one.
[[nodiscard]] storage::log_entry
entry_of_message(const entry_origin& from, storage::message_row message,
                 const std::optional<storage::quoted_message>& quoted);

[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::edit_message change);
/// @param thread in which the message stands; 0: in none.
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::delete_message change,
                                          std::uint64_t thread);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::add_reaction change);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from,
                                          storage::remove_reaction change);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::pin_message change,
                                          model::message_id line);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::unpin_message change);

/// @param people those who are added. @param line the id of what the room says of it.
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::add_members change,
                                          const std::vector<storage::person>& people,
                                          model::message_id line);
/// @param person the one who goes.
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::remove_member change,
                                          const storage::person& person, model::message_id line);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::change_role change);
[[nodiscard]] storage::log_entry entry_of(const entry_origin& from, storage::change_facts change,
                                          const storage::chat_facts& before,
                                          model::message_id line);

} // namespace vestnik::actors
