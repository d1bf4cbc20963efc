#pragma once

#include "bench/process.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace vestnik::bench {

/// Two processes with a link between them and the one that watches share this memory.
struct link_board {
  std::atomic<std::uint16_t> port = 0;
  /// While not 0, both talk; grows when they shall begin.
  std::atomic<int> talking = 0;
  /// Messages that each of the two has got.
  std::atomic<std::uint64_t> heard[2] = {0, 0};
};

/// What both sides send: bytes of the messages in turn, and how many may wait for an answer.
inline constexpr std::size_t talk_sizes[] = {200, 2'000, 16'000};
inline constexpr std::size_t talk_in_flight = 64;

/// In memory that children share.
[[nodiscard]] link_board& make_link_board();

/// Makes certificates for nodes `a` and `b` in a new folder and returns it.
[[nodiscard]] std::string make_link_certificates();

/// Silence, talk of so many seconds, silence, and all that again with a stranger who has
/// connected and says nothing; prints messages, processor time and the longest stall.
/// @param a listens at `shown.port`.
void watch_link(link_board& shown, const process& a, const process& b, std::chrono::seconds talk);

} // namespace vestnik::bench
