#pragma once

#include "model/values/time.hpp"

#include <chrono>
#include <cstdint>

// What the product takes from the machine, under the simulation's hand: machine.cpp stands in for
// model/values/clock.cpp, storage/secrets/random.cpp, and the monotonic clock of the standard
// library.

namespace vestnik::simulation {

/// `model::now()` says this from now on, and `std::chrono::steady_clock` as much later.
void set_clock(model::timestamp now);
[[nodiscard]] std::chrono::steady_clock::time_point monotonic();

/// `storage::random_bytes` goes on with the numbers of this seed.
void set_random(std::uint64_t seed);

} // namespace vestnik::simulation
