#include "net/io/address_policy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <doctest/doctest.h>

namespace vestnik::net::address_policy_tests {

TEST_SUITE_BEGIN("net/io/address_policy");

using namespace vestnik;
using boost::asio::ip::make_address;

namespace {

net::address_policy policy(const std::vector<std::string>& open = {},
                           std::vector<std::uint16_t> ports = {}) {
  return net::address_policy::make(open, std::move(ports)).value();
}

bool allows(const net::address_policy& rules, const char* address, std::uint16_t port = 993) {
  return rules.check(make_address(address), port).has_value();
}

} // namespace

TEST_CASE("public addresses are allowed") {
  for (const auto* address :
       {"1.1.1.1",        "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",    "126.255.255.255", "128.0.0.1",       "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0",      "192.0.1.0",       "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0",      "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
        "2001:200::1",    "2003::1",         "64:ff9b::808:808"}) {
    CAPTURE(address);
    CHECK(allows(policy(), address));
  }
}

TEST_CASE("addresses that are not public are refused") {
  for (const auto* address :
       {"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255",
        // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast,
        // documentation, discard-only, Teredo, ORCHID, 6to4, reserved.
        "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1",
        "2001:db8::1", "3fff::1", "100::1", "2001::1", "2001:10::1",
        "2002:7f00:1::", "2002:808:808::", "4000::1", "::7f00:1",
        // IPv4 within IPv6, in each form.
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"}) {
    CAPTURE(address);
    const auto verdict = policy().check(make_address(address), 993);
    REQUIRE(verdict.has_error());
    CHECK(verdict.error().code == model::ec::forbidden);
    CHECK(verdict.error().field == "host");
  }
}

TEST_CASE("an allowed range opens exactly that range") {
  const auto rules = policy({"10.0.0.0/8", "fd00::/64"});
  CHECK(allows(rules, "10.1.2.3"));
  CHECK(allows(rules, "fd00::1"));
  CHECK_FALSE(allows(rules, "127.0.0.1"));
  CHECK_FALSE(allows(rules, "192.168.0.1"));
  CHECK_FALSE(allows(rules, "fd00:0:0:1::1"));
  CHECK_FALSE(allows(rules, "::ffff:10.1.2.3"));
  CHECK_FALSE(allows(rules, "64:ff9b::a01:203"));
  CHECK(allows(policy({"192.168.7.9/32"}), "192.168.7.9"));
  CHECK_FALSE(allows(policy({"192.168.7.9/32"}), "192.168.7.10"));
}

TEST_CASE("a range with host bits set opens the network it lies in") {
  CHECK(allows(policy({"10.1.2.3/8"}), "10.200.0.1"));
}

TEST_CASE("the ports of IMAP are allowed, and those that are listed besides") {
  CHECK(allows(policy(), "1.1.1.1", 143));
  CHECK_FALSE(allows(policy(), "1.1.1.1", 25));
  CHECK_FALSE(allows(policy({"10.0.0.0/8"}), "10.0.0.1", 22));
  CHECK(allows(policy({}, {1143}), "1.1.1.1", 1143));
  CHECK(allows(policy({}, {1143}), "1.1.1.1", 143));
  CHECK(allows(policy({}, {1143}), "1.1.1.1", 993));
  const auto verdict = policy({}, {1143}).check(make_address("1.1.1.1"), 25);
  CHECK(verdict.error().message == "port 25 is not allowed; allowed are 143, 993, 1143");
}

TEST_CASE("a range that cannot be read is an error that names it") {
  for (const auto* range : {"10.0.0.0", "10.0.0.0/33", "ten/8", "", "10.0.0.0/8/8"}) {
    CAPTURE(range);
    const auto made = net::address_policy::make({range}, {});
    REQUIRE(made.has_error());
    CHECK(made.error().field == "mail.allow-private-ranges");
    CHECK(made.error().message.find(range) != std::string::npos);
  }
}

TEST_CASE("every spelling of a loopback address resolves to a refused one") {
  boost::asio::io_context context;
  boost::asio::ip::tcp::resolver resolver{context};
  for (const auto* spelling :
       {"127.0.0.1", "127.1", "0x7f000001", "0x7f.1", "2130706433", "017700000001", "0177.0.0.1",
        "::1", "::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1", "localhost"}) {
    CAPTURE(spelling);
    boost::system::error_code failed;
    const auto found = resolver.resolve(spelling, "993", failed);
    for (const auto& entry : found)
      CHECK(policy().check(entry.endpoint().address(), 993).has_error());
  }
}

} // namespace vestnik::net::address_policy_tests
