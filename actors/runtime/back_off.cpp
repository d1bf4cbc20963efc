#include "actors/runtime/back_off.hpp"

#include "storage/secrets/random.hpp"

#include <algorithm>

namespace vestnik::actors {

namespace {

constexpr std::chrono::milliseconds first_span{1'000};
constexpr std::chrono::milliseconds longest_span{300'000};
/// 1 s · 2⁹ is over five minutes.
constexpr unsigned doublings = 9;

std::uint64_t any_seed() {
  std::uint64_t seed = 0;
  storage::random_bytes(sizeof seed).copy(reinterpret_cast<char*>(&seed), sizeof seed);
  return seed;
}

} // namespace

back_off::back_off()
    : back_off{any_seed()} {}

std::chrono::milliseconds back_off::next() {
  const auto span = std::min(first_span * (1U << std::min(failures_, doublings)), longest_span);
  ++failures_;
  // Half of the span at least, so that a server in trouble is left in peace.
  std::uniform_int_distribution<std::int64_t> wait{span.count() / 2, span.count()};
  return std::chrono::milliseconds{wait(random_)};
}

} // namespace vestnik::actors
