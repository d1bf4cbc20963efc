#include "net/io/address_policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

namespace ip = boost::asio::ip;

struct range_v4 {
  std::uint32_t first;
  unsigned bits;
  std::string_view kind;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}

/// IANA IPv4 special-purpose registry (RFC 6890), multicast and reserved space.
constexpr std::array<range_v4, 15> special_v4{{
    {v4(0, 0, 0, 0), 8, "a local"},
    {v4(10, 0, 0, 0), 8, "a private"},
    {v4(100, 64, 0, 0), 10, "a carrier-grade NAT"},
    {v4(127, 0, 0, 0), 8, "a loopback"},
    {v4(169, 254, 0, 0), 16, "a link-local"},
    {v4(172, 16, 0, 0), 12, "a private"},
    {v4(192, 0, 0, 0), 24, "a reserved"},
    {v4(192, 0, 2, 0), 24, "a documentation"},
    {v4(192, 88, 99, 0), 24, "a 6to4 relay"},
    {v4(192, 168, 0, 0), 16, "a private"},
    {v4(198, 18, 0, 0), 15, "a benchmark"},
    {v4(198, 51, 100, 0), 24, "a documentation"},
    {v4(203, 0, 113, 0), 24, "a documentation"},
    {v4(224, 0, 0, 0), 4, "a multicast"},
    {v4(240, 0, 0, 0), 4, "a reserved"},
}};

struct range_v6 {
  std::string_view prefix;
  std::string_view kind;
};

/// Within the global unicast space 2000::/3; what is outside it is refused whole.
constexpr std::array<range_v6, 4> special_v6{{
    {"2001::/23", "a reserved or Teredo"},
    {"2001:db8::/32", "a documentation"},
    {"2002::/16", "a 6to4"},
    {"3fff::/20", "a documentation"},
}};

bool contains(const ip::network_v6& network, const ip::address_v6& address) {
  return ip::network_v6{address, network.prefix_length()}.canonical() == network.canonical();
}

/// The kind of special address it is, or nothing for a public one.
std::optional<std::string_view> kind_of(const ip::address_v4& address) {
  for (const auto& range : special_v4)
    if ((address.to_uint() ^ range.first) >> (32 - range.bits) == 0)
      return range.kind;
  return std::nullopt;
}

std::optional<std::string_view> kind_of(const ip::address_v6& address) {
  static const auto nat64 = ip::make_network_v6("64:ff9b::/96");
  static const auto unicast = ip::make_network_v6("2000::/3");
  if (contains(nat64, address)) {
    const auto bytes = address.to_bytes();
    return kind_of(ip::address_v4{{bytes[12], bytes[13], bytes[14], bytes[15]}});
  }
  if (address.is_v4_mapped())
    return "an IPv4-mapped";
  if (address.is_loopback())
    return "a loopback";
  if (address.is_link_local())
    return "a link-local";
  if (address.is_multicast())
    return "a multicast";
  if (!contains(unicast, address))
    return "a private or reserved";
  for (const auto& range : special_v6)
    if (contains(ip::make_network_v6(std::string{range.prefix}), address))
      return range.kind;
  return std::nullopt;
}

} // namespace

model::result<address_policy> address_policy::make(const std::vector<std::string>& allow_ranges,
                                                   std::vector<std::uint16_t> allow_ports) {
  address_policy policy;
  for (const auto& range : allow_ranges) {
    boost::system::error_code not_v4;
    boost::system::error_code not_v6;
    const auto as_v4 = ip::make_network_v4(range, not_v4);
    const auto as_v6 = not_v4 ? ip::make_network_v6(range, not_v6) : ip::network_v6{};
    if (!not_v4)
      policy.open_v4_.push_back(as_v4);
    else if (!not_v6)
      policy.open_v6_.push_back(as_v6);
    else
      return model::error{
          model::ec::invalid,
          fmt::format("mail.allow-private-ranges: \"{}\" is not a range such as 10.0.0.0/8", range),
          "mail.allow-private-ranges"};
  }
  policy.ports_ = std::move(allow_ports);
  policy.ports_.insert(policy.ports_.begin(), {143, 993});
  return policy;
}

model::result<void> address_policy::check(const ip::address& address, std::uint16_t port) const {
  if (std::ranges::find(ports_, port) == ports_.end())
    return model::error{
        model::ec::forbidden,
        fmt::format("port {} is not allowed; allowed are {}", port, fmt::join(ports_, ", ")),
        "port"};
  if (opened(address))
    return {};
  const auto kind = address.is_v4() ? kind_of(address.to_v4()) : kind_of(address.to_v6());
  if (kind)
    return model::error{model::ec::forbidden,
                        fmt::format("{} is {} address, which this server does not connect to",
                                    address.to_string(), *kind),
                        "host"};
  return {};
}

bool address_policy::opened(const ip::address& address) const {
  if (address.is_v4())
    return std::ranges::any_of(open_v4_, [&](const ip::network_v4& network) {
      return ip::network_v4{address.to_v4(), network.prefix_length()}.canonical() ==
             network.canonical();
    });
  // A scope id (fe80::1%eth0) does not take part in the comparison.
  const ip::address_v6 plain{address.to_v6().to_bytes()};
  return std::ranges::any_of(
      open_v6_, [&](const ip::network_v6& network) { return contains(network, plain); });
}

} // namespace vestnik::net
