#include "storage/secrets/random.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <string>

namespace vestnik::storage::random_tests {

TEST_SUITE_BEGIN("storage/secrets/random");

TEST_CASE("random bytes are as many as asked for and never the same") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i)
    seen.insert(vestnik::storage::random_bytes(16));
  CHECK(seen.size() == 1000);
  CHECK(seen.begin()->size() == 16);
  CHECK(vestnik::storage::random_bytes(0).empty());
}

TEST_CASE("every byte value comes") {
  const auto bytes = vestnik::storage::random_bytes(100'000);
  CHECK(std::set<char>(bytes.begin(), bytes.end()).size() == 256);
}

TEST_SUITE_END();

} // namespace vestnik::storage::random_tests
