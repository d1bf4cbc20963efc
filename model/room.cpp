#include "model/room.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace vestnik::model {

namespace {

constexpr std::array<std::pair<room_kind, std::string_view>, 4> kinds{{
    {room_kind::chat, "chat"},
    {room_kind::mailbox, "mailbox"},
    {room_kind::user, "user"},
    {room_kind::collection, "collection"},
}};

} // namespace

std::string to_string(room_name room) {
  for (const auto& [kind, word] : kinds)
    if (kind == room.kind)
      return fmt::format("{}:{}", word, room.id);
  return fmt::format("?:{}", room.id);
}

result<room_name> parse_room_name(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != std::string_view::npos)
    for (const auto& [kind, word] : kinds)
      if (word == text.substr(0, colon) && kind != room_kind::collection)
        if (auto number = parse_id(text.substr(colon + 1), "room"))
          return room_name{kind, *number};
  return error{ec::invalid, "a room is named chat:ID, mailbox:ID or user:ID", "rooms"};
}

} // namespace vestnik::model
