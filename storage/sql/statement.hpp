#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace vestnik::storage {

/// The text of one SQL statement. Only a literal can become one, and what `object_table`
/// makes of the names in a model's description: no statement is ever put together from
/// input. All SQL is what PostgreSQL and SQLite both understand:
/// parameters are `$1`, `$2` …, in any order and as often as needed; RETURNING and
/// ON CONFLICT; times are BIGINT microseconds, bytes are BYTEA.
class statement {
public:
  consteval statement(const char* text)
      : text_{text} {}

  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
  friend class object_table;

  /// The text must be there as long as the statement is used.
  explicit constexpr statement(std::string_view described) noexcept
      : text_{described} {}

  std::string_view text_;
};

/// One statement for many rows at once: in its text they are the table `given`, whose
/// columns have the names of `columns`. RETURNING may name only columns of the table
/// that is changed (SQLite's rule).
struct bulk_statement {
  std::span<const std::string_view> columns;
  statement sql;
  /// Of a SELECT: whether the rows that it finds are locked until the transaction ends, in the
  /// order in which it names them. Those that somebody else has locked are left out, and nobody
  /// waits for them. An engine with one writer leaves none out.
  enum class locking : std::uint8_t { none, what_is_free } locks = locking::none;
};

} // namespace vestnik::storage
