#include "net/nodes/reception.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::net::reception_tests {

TEST_SUITE_BEGIN("net/nodes/reception");

namespace {

/// Those who come, by the order in which they do, and who of them had to leave.
struct guests {
  std::shared_ptr<void> come(const std::string& address) {
    return in->enter(address, [this, number = ++count] { left.push_back(number); });
  }

  std::shared_ptr<reception> in = std::make_shared<reception>(3);
  int count = 0;
  std::vector<int> left;
};

} // namespace

TEST_CASE("whoever comes gets a place, and of a crowd the oldest leaves for it") {
  guests all;
  const auto node = all.come("192.0.2.1");
  const auto first = all.come("192.0.2.9");
  const auto second = all.come("192.0.2.9");
  CHECK(all.left.empty());
  const auto another = all.come("192.0.2.2");
  CHECK(all.left == std::vector{2});
  const auto third = all.come("192.0.2.9");
  CHECK(all.left == std::vector{2, 1});
}

TEST_CASE("a place that was let go is free, and so is one that was given to another") {
  guests all;
  auto first = all.come("192.0.2.1");
  const auto second = all.come("192.0.2.1");
  const auto third = all.come("192.0.2.1");
  const auto fourth = all.come("192.0.2.1");
  REQUIRE(all.left == std::vector{1});
  first.reset();
  const auto fifth = all.come("192.0.2.1");
  CHECK(all.left == std::vector{1, 2});
}

TEST_CASE("all addresses of a link of IPv6 are one crowd") {
  guests all;
  const auto node = all.come("2001:db8:1::1");
  const auto first = all.come("2001:db8:2::1");
  const auto second = all.come("2001:db8:2::2");
  const auto another = all.come("2001:db8:3::1");
  CHECK(all.left == std::vector{2});
}

TEST_SUITE_END();

} // namespace vestnik::net::reception_tests
