#include "config/units/number_with_unit.hpp"

#include <array>
#include <doctest/doctest.h>
#include <limits>

namespace vestnik::config::number_with_unit_tests {

TEST_SUITE_BEGIN("config/units/number_with_unit");

using namespace vestnik::config;

constexpr std::array<unit, 2> eggs{{{"egg", 1}, {"dozen", 12}}};

TEST_CASE("a number without a unit counts by the given factor, or is refused when there is none") {
  CHECK(read_number_with_unit("3", eggs, 1) == 3);
  CHECK(read_number_with_unit("3", eggs, 12) == 36);
  CHECK_FALSE(read_number_with_unit("3", eggs, 0));
}

TEST_CASE("a number that does not fit is refused") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK(read_number_with_unit(std::to_string(most / 12) + "dozen", eggs, 0) == most / 12 * 12);
  CHECK_FALSE(read_number_with_unit(std::to_string(most / 12 + 1) + "dozen", eggs, 0));
}

TEST_CASE("every number is read back as it was written") {
  for (const std::int64_t number : {0, 1, 11, 12, 13, 24, 144, 145}) {
    CAPTURE(number);
    CHECK(read_number_with_unit(write_number_with_unit(number, eggs), eggs, 0) == number);
  }
}

TEST_SUITE_END();

} // namespace vestnik::config::number_with_unit_tests
