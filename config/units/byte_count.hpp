#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::config {

/// A size in bytes. Converts to `std::size_t`, which the engines take, so that a
/// size and a plain count are told apart only where somebody writes them down.
struct byte_count {
  std::uint64_t value = 0;

  constexpr operator std::size_t() const noexcept { return value; }
  friend auto operator<=>(const byte_count&, const byte_count&) = default;
};

/// Reads a whole number with a unit: `B`, `KiB`, `MiB` or `GiB` (powers of 1024; a
/// blank may stand between). A number without a unit is bytes. Nothing on anything
/// else, overflow included.
[[nodiscard]] std::optional<byte_count> to_byte_count(std::string_view text);

/// The shortest text that `to_byte_count` reads back: `256KiB`, `1MiB`, `1000B`.
[[nodiscard]] std::string to_text(byte_count size);

inline namespace literals {
constexpr byte_count operator""_B(unsigned long long n) { return {n}; }
constexpr byte_count operator""_KiB(unsigned long long n) { return {n << 10}; }
constexpr byte_count operator""_MiB(unsigned long long n) { return {n << 20}; }
constexpr byte_count operator""_GiB(unsigned long long n) { return {n << 30}; }
} // namespace literals

} // namespace vestnik::config
