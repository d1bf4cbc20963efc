#include "actors/rooms/follow_retry.hpp"

#include <algorithm>

namespace vestnik::actors {

namespace {

constexpr int attempts = 70;
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{1'000};

} // namespace

std::optional<std::chrono::milliseconds> pause_after(int attempt) {
  if (attempt >= attempts)
    return std::nullopt;
  return std::min(first_pause * attempt, longest_pause);
}

} // namespace vestnik::actors
