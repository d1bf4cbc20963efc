#pragma once

#include "storage/secrets/encoding.hpp"
#include "storage/sql/row.hpp"

#include <charconv>
#include <cstdint>
#include <pqxx/result>
#include <string>
#include <string_view>

namespace vestnik::storage {

/// The row that an answer shows.
class postgres_row final : public row {
public:
  explicit postgres_row(const pqxx::row& at)
      : at_{at} {}

  bool is_null(int column) const override { return field(column).is_null(); }
  std::int64_t integer(int column) const override { return number<std::int64_t>(column); }
  double real(int column) const override { return number<double>(column); }
  std::string text(int column) const override {
    const auto from = field(column);
    return {from.c_str(), from.size()};
  }
  std::string bytes(int column) const override {
    const auto digits = text(column);
    return from_hex(std::string_view{digits}.substr(digits.starts_with("\\x") ? 2 : 0))
        .value_or(std::string{});
  }

private:
  template <class Number>
  Number number(int column) const {
    const auto from = field(column);
    Number out = 0;
    std::from_chars(from.c_str(), from.c_str() + from.size(), out);
    return out;
  }
  pqxx::field field(int column) const { return at_[static_cast<pqxx::row::size_type>(column)]; }

  const pqxx::row& at_;
};

} // namespace vestnik::storage
