#pragma once

#include "model/error.hpp"
#include "model/table.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// An object's fields, as JSON.
using row = boost::json::object;

using model::column;
using model::column_kind;
using model::setter;
using model::table_description;

/// How much of an object an input must have.
enum class completeness : std::uint8_t { whole, part };

/// Fields of a model that one mount shows and takes.
class field_list {
public:
  /// @param shown all of the model's if empty. @param fixed those that clients may not
  /// set, beside the model's own. Errors: `invalid`, naming the list and the field.
  [[nodiscard]] static model::result<field_list> make(const table_description& of,
                                                      const std::vector<std::string>& shown,
                                                      const std::vector<std::string>& fixed);

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return shown_; }

  /// Those of them that a client may set.
  [[nodiscard]] const std::vector<std::string>& writable() const noexcept { return writable_; }

  /// The shown fields of an object.
  [[nodiscard]] row cut(const row& whole) const;

  /// The shown fields in which two states of an object differ, as they are afterwards.
  [[nodiscard]] row changes(const row& before, const row& after) const;

  /// What a client sent, checked. Errors: `invalid` naming the field: unknown, not the
  /// client's to set, missing, of the wrong kind.
  [[nodiscard]] model::result<row> read(const row& input, completeness rule) const;

private:
  const table_description* model_ = nullptr;
  std::vector<std::string> shown_;
  std::vector<std::string> writable_;
};

/// A key that a client sent, in its canonical form. Errors: `invalid` for `pk`.
[[nodiscard]] model::result<boost::json::value> read_key(const table_description& of,
                                                         const boost::json::value* sent);

/// Whether the object has all these values.
[[nodiscard]] bool matches_all(const row& object, const row& wanted);

} // namespace vestnik::consumers
