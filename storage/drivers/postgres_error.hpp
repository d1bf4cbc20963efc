#pragma once

#include "model/error.hpp"

#include <string_view>

namespace vestnik::storage {

/// What a SQLSTATE means to the callers of `database` (PostgreSQL's documentation,
/// appendix "PostgreSQL Error Codes").
[[nodiscard]] model::ec code_of_sqlstate(std::string_view sqlstate) noexcept;

/// How a statement failed.
struct postgres_failure {
  model::error error;
  enum class source {
    /// The server refused the statement, and nothing of it stays.
    server,
    /// Nobody knows how far the statement came.
    connection,
  } from;
};

/// What the exception of libpqxx that is being handled means; call it in a `catch`
/// block. `statement` is told if it is a defect of ours.
[[nodiscard]] postgres_failure current_failure(std::string_view statement);

} // namespace vestnik::storage
