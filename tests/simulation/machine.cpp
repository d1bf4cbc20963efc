#include "tests/simulation/machine.hpp"

#include "model/values/clock.hpp"
#include "storage/secrets/random.hpp"
#include "tests/simulation/dice.hpp"

#include <chrono>

namespace vestnik::simulation {

namespace {

/// When the first run began.
constexpr model::timestamp first_clock{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}};
model::timestamp clock_now = first_clock;
dice bytes{0};

} // namespace

void set_clock(model::timestamp now) { clock_now = now; }
std::chrono::steady_clock::time_point monotonic() {
  // Some time after the machine was started.
  return std::chrono::steady_clock::time_point{std::chrono::hours{1} + (clock_now - first_clock)};
}
void set_random(std::uint64_t seed) { bytes = dice{seed}; }

} // namespace vestnik::simulation

namespace vestnik::model {

timestamp now() { return simulation::clock_now; }

} // namespace vestnik::model

namespace vestnik::storage {

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  for (auto& each : out)
    each = static_cast<char>(simulation::bytes.below(256));
  return out;
}

} // namespace vestnik::storage

// In place of the standard library's, as its users call it: CAF's own, too.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  return vestnik::simulation::monotonic();
}
