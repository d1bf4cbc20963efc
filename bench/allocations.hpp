#pragma once

#include <cstddef>

namespace vestnik::bench {

/// How often this thread has allocated by `new` so far. Link bench/allocations.cpp.
[[nodiscard]] std::size_t allocations() noexcept;

} // namespace vestnik::bench
