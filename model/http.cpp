#include "model/http.hpp"

#include <algorithm>

namespace vestnik::model {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// Calls `visit(part)` for each part of `list` until it returns true.
template <class Visit>
void split(std::string_view list, char separator, Visit visit) {
  while (!list.empty()) {
    const auto end = list.find(separator);
    if (visit(list.substr(0, end)) || end == std::string_view::npos)
      return;
    list.remove_prefix(end + 1);
  }
}

} // namespace

std::string_view header_value(const header_list& headers, std::string_view name) {
  const auto found = std::ranges::find_if(
      headers, [name](const auto& header) { return same_name(header.first, name); });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string query_value(std::string_view query, std::string_view key) {
  std::string value;
  split(query, '&', [&](std::string_view part) {
    const auto equals = part.find('=');
    if (part.substr(0, equals) != key)
      return false;
    if (equals != std::string_view::npos)
      value = percent_decoded(part.substr(equals + 1));
    return true;
  });
  return value;
}

std::string_view cookie_value(const header_list& headers, std::string_view name) {
  std::string_view value;
  split(header_value(headers, "cookie"), ';', [&](std::string_view part) {
    while (part.starts_with(' '))
      part.remove_prefix(1);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || part.substr(0, equals) != name)
      return false;
    value = part.substr(equals + 1);
    return true;
  });
  return value;
}

} // namespace vestnik::model
