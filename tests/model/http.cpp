#include "model/http.hpp"

#include <doctest/doctest.h>
#include <tuple>

namespace vestnik::model::http_tests {

TEST_SUITE_BEGIN("model/http");

using namespace vestnik::model;

TEST_CASE("header names are compared without case and the first value counts") {
  const header_list headers{{"Host", "a"}, {"X-Vestnik", "1"}, {"x-vestnik", "2"}};
  CHECK(header_value(headers, "x-vestnik") == "1");
  CHECK(header_value(headers, "HOST") == "a");
  CHECK(header_value(headers, "hos") == "");
  CHECK(header_value({}, "host") == "");
}

TEST_CASE("a query value is percent-decoded and the first one counts") {
  const std::tuple<const char*, const char*, const char*> table[] = {
      {"token=abc", "token", "abc"},
      {"a=1&token=abc&b=2", "token", "abc"},
      {"token=1&token=2", "token", "1"},
      {"token=a%20b+c", "token", "a b c"},
      {"token=%D1%8F", "token", "я"},
      {"token=%", "token", "%"},
      {"token=%4", "token", "%4"},
      {"token=%zz", "token", "%zz"},
      {"token=a=b", "token", "a=b"},
      {"token", "token", ""},
      {"token=", "token", ""},
      {"xtoken=1", "token", ""},
      {"", "token", ""},
      {"&&token=1&&", "token", "1"},
  };
  for (const auto& [query, key, expected] : table) {
    CAPTURE(query);
    CHECK(query_value(query, key) == expected);
  }
}

TEST_CASE("a cookie is found by its whole name") {
  const std::tuple<const char*, const char*> table[] = {
      {"sid=abc", "abc"},
      {"a=1; sid=abc; b=2", "abc"},
      {"a=1;sid=abc", "abc"},
      {"xsid=no; sid=abc", "abc"},
      {"sid=a=b", "a=b"},
      {"sid=", ""},
      {"sid", ""},
      {"__Host-sid=no", ""},
      {"", ""},
  };
  for (const auto& [cookie, expected] : table) {
    CAPTURE(cookie);
    CHECK(cookie_value({{"Cookie", cookie}}, "sid") == expected);
  }
  CHECK(cookie_value({}, "sid") == "");
}

TEST_SUITE_END();

} // namespace vestnik::model::http_tests
