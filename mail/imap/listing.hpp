#pragma once

#include "mail/imap/command.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vestnik::mail {

/// Which UIDs of a folder have not been listed, and the windows in which they are asked for,
/// oldest first. It knows no protocol and no time.
///
///   restart or look_behind → next → found… → answered, cut_short or narrow → next …
///
/// What a server leaves out of its answer stays unlisted and is asked for next, so nothing is
/// passed over. Windows grow where few messages are, so that a folder whose UIDs are in the
/// thousands of millions is soon listed; one that has more messages than there is room for is to
/// be narrowed.
class imap_listing {
public:
  /// UIDs of a window; more when few of them exist.
  static constexpr std::uint32_t usual_window = 10'000;
  /// A window that cannot be read is halved down to this.
  static constexpr std::uint32_t smallest_window = 32;

  /// All behind `cursor` is unlisted. @param uidnext as the server says; 0: it does not, and then
  /// the first window has no end.
  void restart(std::uint32_t cursor, std::uint32_t uidnext);
  /// All behind `cursor` is unlisted again.
  void look_behind(std::uint32_t cursor);

  /// A message that the folder has, the last one: for where the server does not tell `uidnext`.
  void last_is(std::uint32_t uid);

  /// The window to be listed next, nothing if all is listed. @param room for how many messages
  /// there is room, not 0: most UIDs of a window, unless the windows before had few messages.
  [[nodiscard]] std::optional<uid_range> next(std::size_t room);
  /// A message of the answer. @return whether it lies in the window; others are no answer to it.
  [[nodiscard]] bool found(std::uint32_t uid);

  /// The window was answered in full.
  void answered();
  /// The server stopped at its limit (RFC 9738 §3.1): it took the messages with the highest UIDs,
  /// and `lowest` is the last one it took; 0: it did not say.
  /// @return false if it listed nothing at all.
  [[nodiscard]] bool cut_short(std::uint32_t lowest);
  /// The window is to be asked for in smaller ones: it held more than fits, or cannot be read.
  /// @return false if it is as small as can be.
  [[nodiscard]] bool narrow();
  /// The UIDs of a window that cannot be read, which from now on count as found: whether there
  /// are such messages shows when they are asked for. Nothing behind the last message, where new
  /// ones will be. Call `answered` then.
  [[nodiscard]] std::optional<uid_range> take_blindly();

  [[nodiscard]] bool complete() const noexcept { return unlisted_.empty(); }
  /// The lowest UID that is not listed; behind all numbers if all are.
  [[nodiscard]] std::uint64_t first_unlisted() const noexcept;

private:
  /// Ascending.
  std::vector<uid_range> unlisted_;
  /// What `next` gave last.
  uid_range asked_;
  /// Of the answer so far.
  std::size_t count_ = 0;
  std::uint32_t lowest_ = 0;
  std::uint32_t highest_ = 0;
  std::uint32_t uidnext_ = 0;
  std::uint32_t size_ = usual_window;
};

} // namespace vestnik::mail
