#include "model/values/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace vestnik::model {

namespace {

constexpr unsigned all_bits = 128;
constexpr unsigned mapped_bits = 96;
constexpr unsigned link_bits = 64;

} // namespace

ip_address ip_address::of_v4(const std::array<std::uint8_t, 4>& bytes) {
  ip_address made;
  made.bytes_[10] = made.bytes_[11] = 0xff;
  std::ranges::copy(bytes, made.bytes_.begin() + 12);
  return made;
}

ip_address ip_address::of_v6(const std::array<std::uint8_t, 16>& bytes) {
  ip_address made;
  made.bytes_ = bytes;
  return made;
}

std::optional<ip_address> ip_address::parse(std::string_view text) {
  const std::string plain{text.substr(0, text.find('%'))};
  std::array<std::uint8_t, 4> v4{};
  if (plain.size() == text.size() && inet_pton(AF_INET, plain.c_str(), v4.data()) == 1)
    return of_v4(v4);
  std::array<std::uint8_t, 16> v6{};
  if (inet_pton(AF_INET6, plain.c_str(), v6.data()) == 1)
    return of_v6(v6);
  return std::nullopt;
}

bool ip_address::is_v4() const { return first_bits(mapped_bits) == of_v4({}); }

bool ip_address::is_loopback() const {
  static const auto v6 = *parse("::1");
  return is_v4() ? bytes_[12] == 127 : *this == v6;
}

ip_address ip_address::first_bits(unsigned count) const {
  auto made = *this;
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    const auto kept = std::clamp<unsigned>(count, 8 * i, 8 * i + 8) - 8 * i;
    made.bytes_[i] &= static_cast<std::uint8_t>(0xff00U >> kept);
  }
  return made;
}

std::string ip_address::text() const {
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (is_v4())
    inet_ntop(AF_INET, bytes_.data() + 12, written.data(), written.size());
  else
    inet_ntop(AF_INET6, bytes_.data(), written.data(), written.size());
  return written.data();
}

std::optional<ip_range> ip_range::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  const auto written = text.substr(0, slash);
  const auto address = ip_address::parse(written);
  const auto digits = text.substr(slash + 1);
  ip_range range;
  const auto* end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, range.bits_);
  if (!address || failure != std::errc{} || stop != end)
    return std::nullopt;
  if (written.find(':') == std::string_view::npos)
    range.bits_ += mapped_bits;
  if (range.bits_ > all_bits)
    return std::nullopt;
  range.first_ = address->first_bits(range.bits_);
  return range;
}

bool ip_range::contains(const ip_address& address) const {
  return address.first_bits(bits_) == first_;
}

std::string client_key(std::string_view address) {
  const auto parsed = ip_address::parse(address);
  if (!parsed)
    return std::string{address};
  return parsed->is_v4() ? parsed->text() : parsed->first_bits(link_bits).text() + "/64";
}

} // namespace vestnik::model
