#include "model/error.hpp"

#include "model/enumeration.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>

namespace vestnik::model {

namespace {

using namespace std::chrono_literals;

/// One row for each code, in the order of their numbers.
constexpr std::array error_table{
    error_traits{ec::none, "none", 200, 1000},
    error_traits{ec::malformed, "malformed", 400, 4502},
    error_traits{ec::unauthenticated, "unauthenticated", 401, 4501},
    error_traits{ec::bad_credentials, "bad_credentials", 401, 4501},
    error_traits{ec::forbidden, "forbidden", 403, 4503},
    error_traits{ec::not_found, "not_found", 404, 4504},
    error_traits{ec::unknown_action, "unknown_action", 405, 4502},
    error_traits{ec::conflict, "conflict", 409, 4502},
    error_traits{ec::too_large, "too_large", 413, 4502},
    error_traits{ec::invalid, "invalid", 422, 4502},
    error_traits{ec::too_many, "too_many", 429, 4008},
    error_traits{ec::internal, "internal", 500, 4000},
    error_traits{ec::unavailable, "unavailable", 503, 4012, 1s},
    error_traits{ec::storage_full, "storage_full", 507, 4000},
    error_traits{ec::outcome_unknown, "outcome_unknown", 503, 4000, 1s},
    // Clients need not know that a room has moved.
    error_traits{ec::stale_token, "unavailable", 503, 4012, 1s},
    error_traits{ec::mail_refused, "mail_refused", 422, 4502},
    error_traits{ec::mail_unreachable, "mail_unreachable", 422, 4502},
    error_traits{ec::mail_protocol, "mail_protocol", 422, 4502},
    error_traits{ec::slow_reader, "slow_reader", 429, 4009},
    error_traits{ec::session_ended, "session_ended", 401, 4501},
};

constexpr std::size_t index_of(ec code) { return static_cast<std::size_t>(code); }

constexpr bool has_a_row_for_each_number() {
  for (std::size_t index = 0; index < error_table.size(); ++index)
    if (index_of(error_table[index].code) != index)
      return false;
  return true;
}
static_assert(has_a_row_for_each_number());

constexpr bool is_code(ec code) {
  switch (code) {
  case ec::none:
  case ec::malformed:
  case ec::unauthenticated:
  case ec::bad_credentials:
  case ec::forbidden:
  case ec::not_found:
  case ec::unknown_action:
  case ec::conflict:
  case ec::too_large:
  case ec::invalid:
  case ec::too_many:
  case ec::internal:
  case ec::unavailable:
  case ec::storage_full:
  case ec::outcome_unknown:
  case ec::stale_token:
  case ec::mail_refused:
  case ec::mail_unreachable:
  case ec::mail_protocol:
  case ec::slow_reader:
  case ec::session_ended:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(error_table, &error_traits::code, is_code));

} // namespace

const error_traits& traits_of(ec code) noexcept {
  return error_table[index_of(code) < error_table.size() ? index_of(code) : index_of(ec::internal)];
}

std::chrono::milliseconds retry_of(const error& refusal) noexcept {
  return refusal.retry_after.count() > 0 ? refusal.retry_after : traits_of(refusal.code).retry;
}

void throw_exception_from_error(const error& refusal, const boost::source_location&) {
  throw std::runtime_error(refusal.message);
}

} // namespace vestnik::model
