#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::messenger {

/// Whom a message calls.
struct mentions {
  /// Logins in lower case, each once, in the order of the text. Whether there are such people is
  /// for the chat to say.
  std::vector<std::string> logins;
  /// `@all` or `@here`: all members. Whoever may not remove members calls nobody by it.
  enum class scope : std::uint8_t { named, everybody } called = scope::named;

  friend bool operator==(const mentions&, const mentions&) = default;
};

/// Logins that one message may call; further ones call nobody.
inline constexpr std::size_t most_mentions = 100;

/// Finds `@login` where no letter or digit of any alphabet and none of `@._-` stands before it,
/// outside of code (`` `…` `` and fences of three); web/src/model/mention.ts offers names where
/// this finds them. Points and hyphens at the end of a login belong to the sentence. In time
/// linear in the text.
[[nodiscard]] mentions find_mentions(std::string_view text);

} // namespace vestnik::messenger
