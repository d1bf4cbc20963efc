#pragma once

#include "model/error.hpp"
#include "model/room.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::model {

/// What a field holds. `id` is a whole number that is written as a decimal string.
/// Stored as a number: append only, never renumber.
enum class column_kind : std::uint8_t { integer, real, text, boolean, id };

/// Who sets a field.
enum class setter : std::uint8_t { client, server };

/// One field of a model.
struct column {
  std::string name;
  column_kind kind = column_kind::text;
  setter by = setter::client;
  /// `optional` may be null, and missing in input.
  enum class presence : std::uint8_t { required, optional };
  presence rule = presence::required;
  /// Of whole numbers, both ends included.
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  /// What objects have that were stored before there was the field. Null of a required one:
  /// there is no such value, and the field cannot be added.
  boost::json::value initial = {};
};

/// A model, without its type: what consumers/models/described.hpp finds out about a
/// struct.
struct table_description {
  /// Like the names of columns `[a-z][a-z0-9_]*`.
  std::string name;
  /// Name of the field that identifies an object; the server sets it unless it is text.
  std::string key;
  std::vector<column> columns;
  /// Names of fields that there were and are no more: the database keeps them, and no field is
  /// called so again.
  std::vector<std::string> retired = {};

  [[nodiscard]] const column* find(std::string_view column_name) const;
  /// The key's column. `problem_of` finds a description that has none.
  [[nodiscard]] const column& key_column() const;
};

/// Why it cannot be a table, if it cannot: a name that is not allowed or given twice, or no
/// column for the key. `field` names it.
[[nodiscard]] std::optional<error> problem_of(const table_description& table);

/// Whether the field may hold the value: of its kind, within its bounds, null if optional.
[[nodiscard]] bool fits(const column& field, const boost::json::value& value);

/// A value that fits, as all objects have it: real numbers are written as such.
[[nodiscard]] boost::json::value in_one_form(const column& field, const boost::json::value& value);

/// Of a key that is text, in bytes: what an index of every database holds, with room for more.
inline constexpr std::size_t longest_key = 1'024;

/// Whether an object may have the key: one that fits the key's column, and not too long a text.
[[nodiscard]] bool may_be_key(const table_description& of, const boost::json::value& value);

/// Gives an object of another version of the model, which lacks fields that are newer, their
/// initial values. What it has stays, also what is unknown here.
void complete(const table_description& of, boost::json::object& object);

/// The room in whose log the changes of the table's objects are; made of its name.
[[nodiscard]] room_name room_of(const table_description& table) noexcept;

} // namespace vestnik::model
