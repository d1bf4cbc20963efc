#pragma once

#include "consumers/routing/route_table.hpp"

namespace vestnik::consumers {

/// A table with every kind of mount, argument, filter, capture and page.
[[nodiscard]] route_table every_kind();

} // namespace vestnik::consumers
