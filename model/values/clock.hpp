#pragma once

#include "model/values/time.hpp"

namespace vestnik::model {

/// The wall clock of this machine. Its source has nothing else, so that a program of the tests can
/// be linked with another clock.
[[nodiscard]] timestamp now();

} // namespace vestnik::model
