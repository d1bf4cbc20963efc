#include "tests/simulation/machine.hpp"

#include "model/values/clock.hpp"
#include "storage/secrets/random.hpp"
#include "tests/simulation/dice.hpp"

namespace vestnik::simulation {

namespace {

model::timestamp clock_now{};
dice bytes{0};

} // namespace

void set_clock(model::timestamp now) { clock_now = now; }
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
