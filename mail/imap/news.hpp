#pragma once

#include <cstdint>

namespace vestnik::mail {

/// Whether a folder has changed, by what a server says of the number of its messages. It knows no
/// protocol and no time.
///
/// Servers repeat the number in answers to anything, after IDLE too, so an unchanged one is no
/// news. News that bring nothing are looked at again once, since some servers tell of a message
/// before they show it, and after a pause, so that no server keeps us busy.
class imap_news {
public:
  /// The folder has so many messages.
  void exists(std::uint32_t count) noexcept;
  /// What was told until now describes the folder as it is.
  void folder_opened() noexcept { news_ = news::none; }
  void expunged() noexcept { count_ -= count_ > 0 ? 1 : 0; }

  void listing_begins() noexcept;
  void message_found() noexcept { fruit_ = fruit::found; }
  void listing_ends() noexcept;

  [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
  /// Whether the folder is to be listed.
  [[nodiscard]] bool any() const noexcept { return news_ != news::none; }
  /// The last listing brought nothing: the next one is to wait.
  [[nodiscard]] bool at_leisure() const noexcept { return fruit_ == fruit::none; }

private:
  enum class news : std::uint8_t { none, announced, looked_at_once } news_ = news::none;
  /// What the listing was for.
  news reason_ = news::none;
  enum class fruit : std::uint8_t { unknown, none, found } fruit_ = fruit::unknown;
  std::uint32_t count_ = 0;
};

} // namespace vestnik::mail
