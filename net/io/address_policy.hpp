#pragma once

#include "model/error.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::net {

/// Which addresses connections of ours may go to: users name the hosts, and must not reach
/// our own network by them. Judges an address that was already resolved, so the spelling of a
/// host name cannot matter; the caller connects to that very address. Immutable, so usable
/// from every thread.
class address_policy {
public:
  /// @param allow_ranges CIDR ranges that are open although they are not public.
  /// @param allow_ports besides 143 and 993, the ports of IMAP.
  /// Error: `ec::invalid`, field `mail.allow-private-ranges`, naming the range.
  [[nodiscard]] static model::result<address_policy>
  make(const std::vector<std::string>& allow_ranges, std::vector<std::uint16_t> allow_ports);

  /// Refuses (`ec::forbidden`) every port that is not listed and every address that is
  /// not public: loopback, link-local, private, multicast, carrier-grade,
  /// documentation, benchmark and reserved ranges, IPv4 in IPv6 form (mapped, 6to4,
  /// Teredo), and NAT64 of an address that is itself refused.
  [[nodiscard]] model::result<void> check(const boost::asio::ip::address& address,
                                          std::uint16_t port) const;

private:
  address_policy() = default;
  [[nodiscard]] bool opened(const boost::asio::ip::address& address) const;

  std::vector<boost::asio::ip::network_v4> open_v4_;
  std::vector<boost::asio::ip::network_v6> open_v6_;
  std::vector<std::uint16_t> ports_;
};

} // namespace vestnik::net
