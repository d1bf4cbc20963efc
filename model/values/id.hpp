#pragma once

#include "model/error.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace vestnik::model {

/// A 64-bit, time-ordered identifier of one kind of thing; made by `id_generator`.
/// On the wire it is a decimal string, since JavaScript numbers have 53 bits.
template <class Tag>
struct id {
  /// Zero means "none".
  std::int64_t value = 0;

  explicit operator bool() const noexcept { return value != 0; }
  friend auto operator<=>(const id&, const id&) = default;
};

using user_id = id<struct user_tag>;
using session_id = id<struct session_tag>;
using chat_id = id<struct chat_tag>;
using message_id = id<struct message_tag>;
using account_id = id<struct account_tag>;
using mail_id = id<struct mail_tag>;

template <class Tag>
std::string to_string(id<Tag> x) {
  return std::to_string(x.value);
}

/// Reads a positive decimal number without sign, leading zero or blanks.
/// Errors: `ec::invalid` naming `field`.
[[nodiscard]] result<std::int64_t> parse_id(std::string_view text, std::string_view field);

} // namespace vestnik::model

template <class Tag>
struct std::hash<vestnik::model::id<Tag>> {
  std::size_t operator()(vestnik::model::id<Tag> x) const noexcept {
    return std::hash<std::int64_t>{}(x.value);
  }
};
