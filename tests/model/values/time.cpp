#include "model/values/time.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::time_tests {

TEST_SUITE_BEGIN("model/values/time");

using namespace vestnik::model;
using namespace std::chrono_literals;

TEST_CASE("a time is written as RFC 3339 in UTC with milliseconds") {
  const std::pair<timestamp, const char*> table[] = {
      {timestamp{0us}, "1970-01-01T00:00:00.000Z"},
      {timestamp{1us}, "1970-01-01T00:00:00.000Z"},
      {timestamp{999'999us}, "1970-01-01T00:00:00.999Z"},
      {timestamp{-1us}, "1969-12-31T23:59:59.999Z"},
      {timestamp{951'782'400s}, "2000-02-29T00:00:00.000Z"},
      {timestamp{1'795'191'600'123'456us}, "2026-11-20T16:20:00.123Z"},
      {timestamp{253'402'300'799s}, "9999-12-31T23:59:59.000Z"},
  };
  for (const auto& [at, expected] : table)
    CHECK(to_rfc3339(at) == expected);
}

TEST_CASE("a time is read as it is written, with up to six digits of a second") {
  const std::pair<const char*, timestamp> table[] = {
      {"1970-01-01T00:00:00.000Z", timestamp{0us}},
      {"2026-11-20T16:20:00Z", timestamp{1'795'191'600s}},
      {"2026-11-20T16:20:00.1Z", timestamp{1'795'191'600'100'000us}},
      {"2026-11-20T16:20:00.123456Z", timestamp{1'795'191'600'123'456us}},
      {"2000-02-29T00:00:00Z", timestamp{951'782'400s}},
      {"9999-12-31T23:59:59Z", timestamp{253'402'300'799s}},
  };
  for (const auto& [text, expected] : table)
    CHECK(parse_rfc3339(text) == expected);
}

TEST_CASE("what is no time in UTC is not read") {
  for (const auto* text : {"",
                           "now",
                           "2026-11-20",
                           "2026-11-20T16:20:00",
                           "2026-11-20T16:20:00+01:00",
                           "2026-11-20t16:20:00Z",
                           "2026-11-20T16:20:00z",
                           "2026-11-20 16:20:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T16:60:00Z",
                           "2026-11-20T16:20:60Z",
                           "2026-11-20T16:20:00.Z",
                           "2026-11-20T16:20:00.1234567Z",
                           "2026-11-20T16:20:00.12-Z",
                           "2026-1-20T16:20:00Z",
                           "2026-11-20T16:20:00Z ",
                           "-026-11-20T16:20:00Z",
                           "+026-11-20T16:20:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_SUITE_END();

} // namespace vestnik::model::time_tests
