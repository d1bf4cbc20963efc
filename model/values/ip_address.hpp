#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::model {

/// An IPv4 or IPv6 address. IPv4 is kept in its mapped form (RFC 4291 §2.5.5.2), so that one
/// machine is the same however it was written; a zone (`%eth0`) is left out.
class ip_address {
public:
  /// Nothing if it is not a numeric address alone.
  [[nodiscard]] static std::optional<ip_address> parse(std::string_view text);
  /// Of bytes in the order of the network.
  [[nodiscard]] static ip_address of_v4(const std::array<std::uint8_t, 4>& bytes);
  [[nodiscard]] static ip_address of_v6(const std::array<std::uint8_t, 16>& bytes);

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] bool is_loopback() const;
  /// The address whose bits behind the first `count` are zero.
  [[nodiscard]] ip_address first_bits(unsigned count) const;
  [[nodiscard]] std::string text() const;

  friend bool operator==(const ip_address&, const ip_address&) = default;

private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// A range such as 10.0.0.0/8 or fd00::/8.
class ip_range {
public:
  /// Nothing if it is not an address, a slash and a number of bits.
  [[nodiscard]] static std::optional<ip_range> parse(std::string_view text);

  [[nodiscard]] bool contains(const ip_address& address) const;

private:
  ip_address first_;
  /// Of the mapped form.
  unsigned bits_ = 0;
};

/// Whom limits per address count: an IPv4 address, or the /64 of an IPv6 one, since a client has
/// all addresses of its link (RFC 6177). What is no address counts as it is.
[[nodiscard]] std::string client_key(std::string_view address);

} // namespace vestnik::model
