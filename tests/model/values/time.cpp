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

TEST_SUITE_END();

} // namespace vestnik::model::time_tests
