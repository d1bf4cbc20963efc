#include "config/units/byte_count.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::byte_count_tests {

TEST_SUITE_BEGIN("config/units/byte_count");

using namespace vestnik::config;

TEST_CASE("a size is a whole number with a binary unit") {
  struct row {
    const char* text;
    std::optional<byte_count> size;
  };
  const row table[] = {
      {"0", 0_B},
      {"17", 17_B},
      {"17B", 17_B},
      {"256KiB", 256_KiB},
      {"50 MiB", 50_MiB},
      {"4GiB", 4_GiB},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"1.5MiB", std::nullopt},
      {"1kib", std::nullopt},
      {"1MB", std::nullopt},
      {" 1B", std::nullopt},
      {"1 ", std::nullopt},
      {"1  B", std::nullopt},
      {"KiB", std::nullopt},
      {"8589934592GiB", std::nullopt},
      {"9223372036854775808", std::nullopt},
  };
  for (const auto& [text, size] : table) {
    CAPTURE(text);
    CHECK(to_byte_count(text) == size);
  }
}

TEST_CASE("a size is written in the largest unit that divides it") {
  CHECK(to_text(0_B) == "0B");
  CHECK(to_text(1000_B) == "1000B");
  CHECK(to_text(1024_B) == "1KiB");
  CHECK(to_text(1536_KiB) == "1536KiB");
  CHECK(to_text(64_MiB) == "64MiB");
  CHECK(to_text(4_GiB) == "4GiB");
}

TEST_SUITE_END();

} // namespace vestnik::config::byte_count_tests
