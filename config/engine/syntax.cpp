#include "config/engine/syntax.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace vestnik::config {

namespace {

/// The number of bits of an address of this family, 0 when it is no address.
int bits_of(std::string_view text) {
  const std::string address{text};
  in6_addr parsed{};
  if (inet_pton(AF_INET, address.c_str(), &parsed) == 1)
    return 32;
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1 ? 128 : 0;
}

bool is_number_up_to(std::string_view text, int most) {
  int number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc{} && stop == end && number >= 0 && number <= most;
}

bool is_host(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']')
    return bits_of(text.substr(1, text.size() - 2)) == 128;
  constexpr auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

constexpr std::string_view stars = "***";

/// Where a libpq value ends that begins at `begin`: at a blank or '&', or behind its closing quote;
/// a backslash takes the next character along.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  const bool quoted = begin < text.size() && text[begin] == '\'';
  for (auto at = begin + (quoted ? 1 : 0); at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (quoted && text[at] == '\'')
      return at + 1;
    else if (!quoted && (text[at] == ' ' || text[at] == '&'))
      return at;
  }
  return text.size();
}

} // namespace

bool is_ip_address(std::string_view text) { return bits_of(text) != 0; }

bool is_address_range(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos)
    return false;
  const auto bits = bits_of(text.substr(0, slash));
  return bits != 0 && is_number_up_to(text.substr(slash + 1), bits);
}

bool is_web_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme))
      continue;
    auto host = text.substr(scheme.size());
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
      if (!is_number_up_to(host.substr(colon + 1), 65535))
        return false;
      host = host.substr(0, colon);
    }
    return is_host(host);
  }
  return false;
}

bool is_web_origin_or_empty(std::string_view text) { return text.empty() || is_web_origin(text); }

bool is_host_name(std::string_view text) { return is_host(text); }

bool is_node_name(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
  });
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

bool is_postgres_url(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

std::string hide_password(std::string_view text) {
  std::string shown{text};
  constexpr std::string_view word = "password";
  for (auto at = shown.find(word); at != std::string::npos; at = shown.find(word, at)) {
    at = std::min(shown.find_first_not_of(' ', at + word.size()), shown.size());
    if (at == shown.size() || shown[at] != '=')
      continue;
    at = std::min(shown.find_first_not_of(' ', at + 1), shown.size());
    shown.replace(at, end_of_value(shown, at) - at, stars);
  }
  const auto scheme = shown.find("://");
  if (scheme == std::string::npos)
    return shown;
  const auto user = scheme + 3;
  // libpq looks for the '@' before the first '/', so that a '?' may stand in a password; a '/' in
  // one should have been escaped, and is hidden even so.
  const auto last_mark_before = [&](char end) {
    const auto at = std::string_view{shown}.substr(0, shown.find(end, user)).rfind('@');
    return at == std::string::npos ? 0 : at;
  };
  const auto at = std::max(last_mark_before('/'), last_mark_before('?'));
  const auto colon = shown.find(':', user);
  if (colon < at)
    shown.replace(colon + 1, at - colon - 1, stars);
  return shown;
}

} // namespace vestnik::config
