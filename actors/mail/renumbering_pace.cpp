#include "actors/mail/renumbering_pace.hpp"

#include <algorithm>

namespace vestnik::actors {

namespace {

/// Once a folder may be renumbered: somebody has restored a backup.
constexpr unsigned ordinary = 1;
constexpr std::chrono::minutes first_pause{1};
constexpr std::chrono::minutes longest_pause{60};

} // namespace

std::chrono::milliseconds renumbering_pace::pause() const noexcept {
  if (in_a_row_ <= ordinary)
    return {};
  const auto doublings = std::min(in_a_row_ - ordinary - 1, 6U);
  return std::min(first_pause * (1U << doublings), longest_pause);
}

std::string_view renumbering_pace::words() const noexcept {
  if (in_a_row_ <= ordinary)
    return {};
  return "The mail server numbers the messages anew at each connection. All of them are read again "
         "each time, so it is connected to less often.";
}

} // namespace vestnik::actors
