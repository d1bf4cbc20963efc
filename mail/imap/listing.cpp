#include "mail/imap/listing.hpp"

#include <algorithm>

namespace vestnik::mail {

void imap_listing::restart(std::uint32_t cursor, std::uint32_t uidnext) {
  *this = {};
  uidnext_ = uidnext;
  look_behind(cursor);
}

void imap_listing::look_behind(std::uint32_t cursor) {
  if (cursor < uid_range::no_end)
    unlisted_ = {{cursor + 1, uid_range::no_end}};
}

void imap_listing::last_is(std::uint32_t uid) {
  uidnext_ = std::max(uidnext_, uid < uid_range::no_end ? uid + 1 : uid);
}

std::optional<uid_range> imap_listing::next(std::size_t room) {
  if (unlisted_.empty())
    return std::nullopt;
  const auto [first, last] = unlisted_.front();
  const auto size = size_ > usual_window ? size_ : std::min<std::uint64_t>(size_, room);
  asked_ = {first, static_cast<std::uint32_t>(std::min<std::uint64_t>(first + size - 1, last))};
  // Behind the last message no window is needed; new ones may have come since the server told.
  const bool reaches_end = uidnext_ == 0 ? size_ >= usual_window : asked_.last + 1ULL >= uidnext_;
  if (last == uid_range::no_end && reaches_end)
    asked_.last = uid_range::no_end;
  count_ = 0;
  lowest_ = highest_ = 0;
  return asked_;
}

bool imap_listing::found(std::uint32_t uid) {
  if (uid < asked_.first || uid > asked_.last)
    return false;
  lowest_ = count_ == 0 ? uid : std::min(lowest_, uid);
  highest_ = std::max(highest_, uid);
  ++count_;
  return true;
}

void imap_listing::answered() {
  if (unlisted_.empty())
    return;
  if (asked_.last == unlisted_.front().last)
    unlisted_.erase(unlisted_.begin());
  else
    unlisted_.front().first = asked_.last + 1;
  const std::uint64_t size = asked_.last - asked_.first + 1ULL;
  if (size_ < usual_window || (count_ < size / 2 && size >= size_))
    size_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(2ULL * size_, uid_range::no_end));
}

bool imap_listing::cut_short(std::uint32_t lowest) {
  if (count_ == 0 || unlisted_.empty())
    return false;
  const auto whole = unlisted_.front();
  unlisted_.erase(unlisted_.begin());
  if (asked_.last < whole.last)
    unlisted_.insert(unlisted_.begin(), {asked_.last + 1, whole.last});
  // A server that begins with the lowest, against the RFC, is believed by what it listed.
  const bool upwards = lowest != 0 && lowest_ < lowest;
  if (upwards && highest_ < asked_.last)
    unlisted_.insert(unlisted_.begin(), {highest_ + 1, asked_.last});
  else if (!upwards && lowest_ > asked_.first)
    unlisted_.insert(unlisted_.begin(), {asked_.first, lowest_ - 1});
  return true;
}

bool imap_listing::narrow() {
  const bool has_end = asked_.last != uid_range::no_end;
  if (!has_end && uidnext_ == 0) {
    size_ = usual_window / 2;
    return true;
  }
  const auto last = has_end ? asked_.last : std::max(uidnext_ - 1, asked_.first);
  const auto size = last - asked_.first + 1;
  if (size <= smallest_window)
    return false;
  size_ = size / 2;
  return true;
}

std::optional<uid_range> imap_listing::take_blindly() {
  if (uidnext_ <= asked_.first)
    return std::nullopt;
  asked_.last = std::min(asked_.last, uidnext_ - 1);
  return asked_;
}

std::uint64_t imap_listing::first_unlisted() const noexcept {
  return unlisted_.empty() ? std::uint64_t{uid_range::no_end} + 1 : unlisted_.front().first;
}

} // namespace vestnik::mail
