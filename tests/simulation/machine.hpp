#pragma once

#include "model/values/time.hpp"

#include <cstdint>

// What the product takes from the machine, under the simulation's hand: machine.cpp stands in for
// model/values/clock.cpp and storage/secrets/random.cpp.

namespace vestnik::simulation {

/// `model::now()` says this from now on.
void set_clock(model::timestamp now);

/// `storage::random_bytes` goes on with the numbers of this seed.
void set_random(std::uint64_t seed);

} // namespace vestnik::simulation
