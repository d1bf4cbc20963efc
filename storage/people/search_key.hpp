#pragma once

#include <string>
#include <string_view>

namespace vestnik::storage {

/// The form in which names are compared when people search: without case and without
/// differences of writing (Unicode NFKC_Casefold: `Ёлка` as one or two code points,
/// full-width letters, `ß` as `ss`). The text must be valid UTF-8.
///
/// Stored as bytes and compared as bytes, a prefix is a range: every text that begins
/// with `key` lies in [key, key + 0xFF), since 0xFF is no byte of UTF-8. So an index
/// serves it on every engine and under every collation, and no character is a wildcard.
[[nodiscard]] std::string search_key(std::string_view text);

/// The end of the range of texts that begin with `key`.
[[nodiscard]] inline std::string search_end(std::string key) {
  key += '\xff';
  return key;
}

} // namespace vestnik::storage
