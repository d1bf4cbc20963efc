#pragma once

#include "model/values/ascii.hpp"

#include <string_view>

namespace vestnik::net {

/// Whether `test(element)` holds for any element of a comma-separated header value, without
/// the blanks around it (RFC 9110 §5.6.1).
template <class Test>
[[nodiscard]] bool any_element(std::string_view list, Test test) {
  while (true) {
    const auto comma = list.find(',');
    if (test(model::without_blanks(list.substr(0, comma))))
      return true;
    if (comma == std::string_view::npos)
      return false;
    list.remove_prefix(comma + 1);
  }
}

/// Whether a comma-separated header value contains a token, compared without case.
[[nodiscard]] inline bool has_token(std::string_view list, std::string_view token) {
  return any_element(list,
                     [token](std::string_view element) { return model::iequals(element, token); });
}

} // namespace vestnik::net
