#include "model/error.hpp"

#include <array>
#include <stdexcept>

namespace vestnik::model {

const error_traits& traits_of(ec code) noexcept {
  static constexpr std::array<error_traits, 22> table{{
      {"none", 200, 1000},
      {"malformed", 400, 4502},
      {"unauthenticated", 401, 4501},
      {"bad_credentials", 401, 4501},
      {"forbidden", 403, 4503},
      {"not_found", 404, 4504},
      {"unknown_action", 405, 4502},
      {"conflict", 409, 4502},
      {"too_large", 413, 4502},
      {"invalid", 422, 4502},
      {"too_many", 429, 4008},
      {"internal", 500, 4000},
      {"unavailable", 503, 4012},
      {"storage_full", 507, 4000},
      {"outcome_unknown", 503, 4000},
      {"unavailable", 503, 4012},
      {"mail_refused", 422, 4502},
      {"mail_unreachable", 422, 4502},
      {"mail_protocol", 422, 4502},
      {"slow_reader", 429, 4009},
      {"session_ended", 401, 4501},
      {"internal", 500, 4000},
  }};
  const auto index = static_cast<std::size_t>(code);
  return table[index < table.size() ? index : table.size() - 1];
}

void throw_exception_from_error(const error& what, const boost::source_location&) {
  throw std::runtime_error(what.message);
}

} // namespace vestnik::model
