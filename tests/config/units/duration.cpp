#include "config/units/duration.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::duration_tests {

TEST_SUITE_BEGIN("config/units/duration");

using namespace vestnik::config;
using namespace std::chrono_literals;

TEST_CASE("a duration is a whole number with a unit") {
  struct row {
    const char* text;
    std::optional<duration> time;
  };
  const row table[] = {
      {"0", 0ms},           {"250ms", 250ms},          {"10s", 10s},
      {"5min", 5min},       {"5 min", 5min},           {"2h", 2h},
      {"14d", 336h},        {"10", std::nullopt},      {"", std::nullopt},
      {"s", std::nullopt},  {"-1s", std::nullopt},     {"1.5s", std::nullopt},
      {"5m", std::nullopt}, {"1min30s", std::nullopt}, {"9223372036854775807d", std::nullopt},
  };
  for (const auto& [text, time] : table) {
    CAPTURE(text);
    CHECK(to_duration(text) == time);
  }
}

TEST_CASE("a duration is written in the largest unit that divides it") {
  CHECK(to_text(0ms) == "0ms");
  CHECK(to_text(1500ms) == "1500ms");
  CHECK(to_text(75s) == "75s");
  CHECK(to_text(120s) == "2min");
  CHECK(to_text(60min) == "1h");
  CHECK(to_text(336h) == "14d");
}

TEST_SUITE_END();

} // namespace vestnik::config::duration_tests
