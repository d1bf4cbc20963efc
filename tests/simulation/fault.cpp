#include "tests/simulation/fault.hpp"

#include <algorithm>
#include <cstddef>

namespace vestnik::simulation {

fault_set usual_faults() {
  fault_set out;
  for (const auto& each : fault_table)
    out.set(static_cast<std::size_t>(each.kind), each.not_yet_mended.empty());
  return out;
}

std::optional<fault> fault_named(std::string_view name) {
  const auto found = std::ranges::find(fault_table, name, &fault_traits::name);
  return found == fault_table.end() ? std::nullopt : std::optional{found->kind};
}

} // namespace vestnik::simulation
