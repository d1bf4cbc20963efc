#include "config/version.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string_view>

namespace vestnik::config::version_tests {

TEST_SUITE_BEGIN("config/version");

TEST_CASE("the version has three numbers") {
  const auto version = config::version();
  CHECK(std::ranges::count(version, '.') == 2);
  CHECK(version.find_first_not_of("0123456789.") == std::string_view::npos);
}

TEST_SUITE_END();

} // namespace vestnik::config::version_tests
