#include "net/http/proxy_header.hpp"

#include "model/values/ip_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vestnik::net {

namespace {

using namespace std::string_view_literals;

constexpr auto line_begin = "PROXY "sv;
/// Section 2.1, its end included.
constexpr std::size_t longest_line = 107;
constexpr auto signature = "\r\n\r\n\0\r\nQUIT\n"sv;
/// Signature, version and command, family, and the length of what follows.
constexpr std::size_t fixed_part = 16;

refusal no_header() {
  return {400,
          {model::ec::malformed,
           "the proxy sent no header of the PROXY protocol, which net.proxy-protocol expects"}};
}

std::size_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::size_t size_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
}

template <std::size_t Size>
std::array<std::uint8_t, Size> address_in(std::string_view bytes) {
  std::array<std::uint8_t, Size> out{};
  std::ranges::copy(bytes.substr(0, Size), out.begin());
  return out;
}

/// Section 2.2.5: the first bit of PP2_TYPE_SSL's first byte says that the client came over TLS.
std::optional<model::http_request::transport> told_transport(std::string_view fields) {
  using transport = model::http_request::transport;
  constexpr std::size_t ssl = 0x20;
  constexpr std::size_t head = 3;
  while (fields.size() >= head) {
    const auto value = fields.substr(head, size_at(fields, 1));
    if (byte_at(fields, 0) == ssl && !value.empty())
      return (byte_at(value, 0) & 1U) != 0 ? transport::tls : transport::plain;
    fields.remove_prefix(head + value.size());
  }
  return std::nullopt;
}

} // namespace

or_refusal<void> proxy_header_reader::feed(std::string_view bytes) {
  header_ += bytes;
  wants_ -= bytes.size();
  if (wants_ > 0)
    return {};
  if (header_.starts_with(line_begin))
    return read_line();
  if (header_.starts_with(signature))
    return read_binary();
  return no_header();
}

or_refusal<void> proxy_header_reader::read_line() {
  if (!header_.ends_with("\r\n")) {
    if (header_.size() >= longest_line)
      return no_header();
    wants_ = 1;
    return {};
  }
  auto rest = std::string_view{header_}.substr(line_begin.size());
  rest.remove_suffix(2);
  if (rest.starts_with("UNKNOWN"))
    return {};
  if (!rest.starts_with("TCP4 ") && !rest.starts_with("TCP6 "))
    return no_header();
  rest.remove_prefix(5);
  const auto client = model::ip_address::parse(rest.substr(0, rest.find(' ')));
  if (!client)
    return no_header();
  result_.address = client->text();
  return {};
}

or_refusal<void> proxy_header_reader::read_binary() {
  if (header_.size() < fixed_part) {
    wants_ = fixed_part - header_.size();
    return {};
  }
  const auto following = size_at(header_, 14);
  if (fixed_part + following > longest)
    return no_header();
  if (header_.size() < fixed_part + following) {
    wants_ = following;
    return {};
  }
  const auto version_and_command = byte_at(header_, 12);
  const auto family = byte_at(header_, 13) >> 4U;
  constexpr std::size_t local = 0x20;
  constexpr std::size_t proxied = 0x21;
  if (version_and_command == local)
    return {};
  if (version_and_command != proxied)
    return no_header();
  // AF_UNSPEC: the proxy does not know.
  if (family == 0)
    return {};
  auto rest = std::string_view{header_}.substr(fixed_part);
  // Two addresses and two ports.
  constexpr std::size_t v4_part = 12;
  constexpr std::size_t v6_part = 36;
  if (family == 1 && rest.size() >= v4_part) {
    result_.address = model::ip_address::of_v4(address_in<4>(rest)).text();
    rest.remove_prefix(v4_part);
  } else if (family == 2 && rest.size() >= v6_part) {
    result_.address = model::ip_address::of_v6(address_in<16>(rest)).text();
    rest.remove_prefix(v6_part);
  } else {
    return no_header();
  }
  result_.over = told_transport(rest);
  return {};
}

} // namespace vestnik::net
