#pragma once

#include "model/enumeration.hpp"
#include "model/values/fields.hpp"

#include <cstdint>

namespace vestnik::model {

/// What a chat is. Stored as a number: append only.
enum class chat_kind : std::uint8_t {
  /// Two people, and one dialog of each two.
  dialog = 1,
  /// Those who were added, or came by an invite link.
  group = 2,
  /// As a group, and everybody on the server may find it and join.
  open_group = 3,
  /// One person's own: what they keep, and what they want to be reminded of.
  saved = 4,
};

inline constexpr words<chat_kind, 4> chat_kind_words{{{"dialog", chat_kind::dialog},
                                                      {"group", chat_kind::group},
                                                      {"open_group", chat_kind::open_group},
                                                      {"saved", chat_kind::saved}}};

[[nodiscard]] constexpr bool is_enumerator(chat_kind value) {
  switch (value) {
  case chat_kind::dialog:
  case chat_kind::group:
  case chat_kind::open_group:
  case chat_kind::saved:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(chat_kind_words, &word<chat_kind>::second, is_enumerator));

/// What somebody is in a chat. Stored as a number: append only. A smaller number may more.
enum class chat_role : std::uint8_t {
  /// One in each group. Nobody in a dialog.
  owner = 1,
  admin = 2,
  member = 3,
  /// Came by a link for guests; has no other room.
  guest = 4,
};

inline constexpr words<chat_role, 4> chat_role_words{{{"owner", chat_role::owner},
                                                      {"admin", chat_role::admin},
                                                      {"member", chat_role::member},
                                                      {"guest", chat_role::guest}}};

[[nodiscard]] constexpr bool is_enumerator(chat_role value) {
  switch (value) {
  case chat_role::owner:
  case chat_role::admin:
  case chat_role::member:
  case chat_role::guest:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(chat_role_words, &word<chat_role>::second, is_enumerator));

} // namespace vestnik::model
