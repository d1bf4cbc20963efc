#include "net/http/field_list.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::net::field_list_tests {

TEST_SUITE_BEGIN("net/http/field_list");

using namespace vestnik;

TEST_CASE("elements of a list are shown without the blanks around them") {
  std::string seen;
  CHECK_FALSE(net::any_element("a, b\t,, c d ", [&seen](std::string_view element) {
    seen.append(element) += '|';
    return false;
  }));
  CHECK(seen == "a|b||c d|");
}

TEST_CASE("tokens in a list are found without regard to case and space") {
  CHECK(net::has_token("keep-alive, Upgrade", "upgrade"));
  CHECK(net::has_token("upgrade", "upgrade"));
  CHECK_FALSE(net::has_token("upgraded", "upgrade"));
  CHECK_FALSE(net::has_token("", "upgrade"));
}

} // namespace vestnik::net::field_list_tests
