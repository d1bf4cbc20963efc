#pragma once

#include <cstdint>

namespace vestnik::storage {

/// A numbering of a folder as the columns `uidvalidity` have it: the server's UIDVALIDITY in the
/// lower half, and above it how often the folder has been renumbered. So each numbering is greater
/// than those before, also when a server takes up an earlier UIDVALIDITY, and a UID of it is never
/// taken for one of them.
using folder_numbering = std::int64_t;

/// What follows on a numbering when the server says another UIDVALIDITY.
[[nodiscard]] constexpr folder_numbering renumbered(folder_numbering before,
                                                    std::uint32_t uidvalidity) noexcept {
  return (((before >> 32) + 1) << 32) | uidvalidity;
}

[[nodiscard]] constexpr std::uint32_t uidvalidity_of(folder_numbering of) noexcept {
  return static_cast<std::uint32_t>(of);
}

} // namespace vestnik::storage
