#pragma once

#include "model/values/id.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vestnik::model {

/// What kind of thing owns a log. Stored as a number: append only.
enum class room_kind : std::uint8_t {
  chat = 1,
  mailbox = 2,
  user = 3,
  /// The objects of a model (`room_of` in table.hpp); not for clients, who cannot name it.
  collection = 4,
};

/// The cluster-wide name of a room: `chat:42`, `mailbox:7`, `user:3`, `collection:5`.
struct room_name {
  room_kind kind = room_kind::chat;
  std::int64_t id = 0;

  friend auto operator<=>(const room_name&, const room_name&) = default;
};

[[nodiscard]] inline room_name room_of(chat_id x) { return {room_kind::chat, x.value}; }
[[nodiscard]] inline room_name room_of(account_id x) { return {room_kind::mailbox, x.value}; }
[[nodiscard]] inline room_name room_of(user_id x) { return {room_kind::user, x.value}; }

[[nodiscard]] std::string to_string(room_name room);

/// A name that a client sent. Errors: `ec::invalid` with the forms that are allowed.
[[nodiscard]] result<room_name> parse_room_name(std::string_view text);

} // namespace vestnik::model

template <>
struct std::hash<vestnik::model::room_name> {
  std::size_t operator()(vestnik::model::room_name x) const noexcept {
    return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(x.id) * 8 +
                                      static_cast<std::uint64_t>(x.kind));
  }
};
