#include "model/values/ip_address.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::ip_address_tests {

TEST_SUITE_BEGIN("model/values/ip_address");

using namespace vestnik::model;

TEST_CASE("an address is the same however it is written") {
  CHECK(ip_address::parse("::ffff:192.0.2.1") == ip_address::parse("192.0.2.1"));
  CHECK(ip_address::parse("2001:DB8:0::1") == ip_address::parse("2001:db8::1"));
  CHECK(ip_address::parse("fe80::1%eth0") == ip_address::parse("fe80::1"));
  CHECK(ip_address::of_v4({192, 0, 2, 1}) == ip_address::parse("192.0.2.1"));
  CHECK(ip_address::parse("::ffff:192.0.2.1")->text() == "192.0.2.1");
  CHECK(ip_address::parse("2001:DB8:0::1")->text() == "2001:db8::1");
}

TEST_CASE("what is more or less than an address is none") {
  for (const auto* text : {"", "localhost", "1.2.3", "1.2.3.4:80", "[::1]", " ::1", "1.2.3.4%eth0"})
    CHECK_FALSE_MESSAGE(ip_address::parse(text).has_value(), text);
}

TEST_CASE("loopback is 127.0.0.0/8 and ::1") {
  for (const auto* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    CHECK_MESSAGE(ip_address::parse(text)->is_loopback(), text);
  for (const auto* text : {"128.0.0.1", "::2", "::", "::127.0.0.1"})
    CHECK_FALSE_MESSAGE(ip_address::parse(text)->is_loopback(), text);
}

TEST_CASE("a range contains what begins with its bits") {
  const struct {
    const char* range;
    const char* inside;
    const char* outside;
  } rows[] = {
      {"10.0.0.0/8", "10.255.0.1", "11.0.0.0"},
      {"10.1.2.3/9", "10.0.0.1", "10.128.0.0"},
      {"10.0.0.0/8", "::ffff:10.0.0.1", "::10.0.0.1"},
      {"192.0.2.7/32", "192.0.2.7", "192.0.2.6"},
      {"0.0.0.0/0", "255.1.2.3", "::1"},
      {"fd00::/8", "fdff::1", "fe00::"},
      {"::1/128", "::1", "::"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.range);
    const auto range = ip_range::parse(row.range);
    REQUIRE(range.has_value());
    CHECK(range->contains(*ip_address::parse(row.inside)));
    CHECK_FALSE(range->contains(*ip_address::parse(row.outside)));
  }
  for (const auto* text :
       {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "fd00::/129", "10.0.0.0/-1", "ten/8", "/8"})
    CHECK_FALSE_MESSAGE(ip_range::parse(text).has_value(), text);
}

TEST_CASE("limits count an IPv4 address, and an IPv6 link as one") {
  CHECK(client_key("192.0.2.1") == "192.0.2.1");
  CHECK(client_key("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(client_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(client_key("2001:db8:1:2:ffff::9") == client_key("2001:db8:1:2::1"));
  CHECK(client_key("2001:db8:1:3::1") != client_key("2001:db8:1:2::1"));
  CHECK(client_key("no address") == "no address");
}

TEST_SUITE_END();

} // namespace vestnik::model::ip_address_tests
