#include "model/values/id_generator.hpp"

#include <algorithm>

namespace vestnik::model {

namespace {

constexpr std::chrono::sys_days epoch{std::chrono::year{2024} / 1 / 1};
constexpr int counter_bits = 12;
constexpr int slot_bits = 10;

} // namespace

id_generator::id_generator(std::uint16_t node_slot) noexcept
    : node_slot_{node_slot} {}

std::int64_t id_generator::next(clock::time_point now) noexcept {
  const auto elapsed = std::chrono::floor<std::chrono::milliseconds>(now - epoch).count();
  const std::int64_t fresh = elapsed << counter_bits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  std::int64_t mine = 0;
  do {
    mine = std::max(fresh, last + 1);
  } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
  const std::int64_t milliseconds = mine >> counter_bits;
  const std::int64_t counter = mine & ((1 << counter_bits) - 1);
  return (milliseconds << (slot_bits + counter_bits)) | (std::int64_t{node_slot_} << counter_bits) |
         counter;
}

} // namespace vestnik::model
