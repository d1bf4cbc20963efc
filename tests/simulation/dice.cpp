#include "tests/simulation/dice.hpp"

#include <fmt/format.h>

namespace vestnik::simulation {

std::string dice::uuid() {
  const auto high = generator_();
  const auto low = generator_();
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                     high & 0xfffU, low >> 52U, low & 0xffff'ffff'ffffU);
}

} // namespace vestnik::simulation
