#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace vestnik::actors {

/// Spares a mail server whose folder has other numbers (UIDVALIDITY) at each connection: all of the
/// folder is read each time, so connections become rarer.
class renumbering_pace {
public:
  enum class numbers : std::uint8_t { kept, changed };

  /// What a connection has found.
  void found(numbers now) noexcept { in_a_row_ = now == numbers::kept ? 0 : in_a_row_ + 1; }

  /// How long to wait at least before the next connection: nothing after one renumbering, then from
  /// a minute up to an hour.
  [[nodiscard]] std::chrono::milliseconds pause() const noexcept;
  /// What the owner of the mailbox is to know; empty if there is nothing.
  [[nodiscard]] std::string_view words() const noexcept;

private:
  /// Connections that found the folder renumbered.
  unsigned in_a_row_ = 0;
};

} // namespace vestnik::actors
