#include "model/http.hpp"

#include "model/values/ascii.hpp"
#include "model/values/escapes.hpp"

#include <algorithm>

namespace vestnik::model {

namespace {

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
      headers, [name](const auto& header) { return iequals(header.first, name); });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string query_value(std::string_view query, std::string_view key) {
  std::string value;
  split(query, '&', [&](std::string_view part) {
    const auto equals = part.find('=');
    if (part.substr(0, equals) != key)
      return false;
    if (equals != std::string_view::npos)
      value = part.substr(equals + 1);
    return true;
  });
  std::ranges::replace(value, '+', ' ');
  return unescaped(value, '%');
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
