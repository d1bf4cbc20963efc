#pragma once

#include "model/error.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace vestnik::storage {

/// Why a statement was not carried out: somebody else has locked a row that it would change, and
/// for longer than it waits. `unavailable` on `row`; the database is there, and a transaction in
/// which it happened goes on behind its savepoint.
[[nodiscard]] inline model::error row_locked(std::string message) {
  return {model::ec::unavailable, std::move(message), "row", std::chrono::seconds{1}};
}
[[nodiscard]] inline bool is_row_locked(const model::error& why) noexcept {
  return why.code == model::ec::unavailable && why.field == "row";
}

} // namespace vestnik::storage
