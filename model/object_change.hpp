#pragma once

#include "model/enumeration.hpp"
#include "model/error.hpp"
#include "model/table.hpp"
#include "model/values/fields.hpp"
#include "model/values/json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>

namespace vestnik::model {

/// One change of one object of a model's table that is asked for.
struct object_change {
  enum class kind : std::uint8_t {
    /// The collection gives the key, unless it is text.
    insert,
    /// Sets `fields`; the others stay.
    update,
    remove,
  };
  kind type = kind::insert;
  /// Empty for insert: a text key stands in `fields`.
  json_text key = {};
  /// A JSON object; empty for remove.
  json_text fields = {};
  /// For update and remove: values that the object must still have, a JSON object. Empty: whatever
  /// has become of it.
  json_text before = {};
};

inline constexpr words<object_change::kind, 3> object_change_words{
    {{"insert", object_change::kind::insert},
     {"update", object_change::kind::update},
     {"remove", object_change::kind::remove}}};

[[nodiscard]] constexpr bool is_enumerator(object_change::kind value) {
  switch (value) {
  case object_change::kind::insert:
  case object_change::kind::update:
  case object_change::kind::remove:
    return true;
  }
  return false;
}
static_assert(has_a_row_for_each(object_change_words, &word<object_change::kind>::second,
                                 is_enumerator));

/// A change as its table can take it.
struct checked_change {
  object_change::kind type = object_change::kind::insert;
  /// Null for an insert whose key the collection gives.
  boost::json::value key = {};
  /// For insert a whole object in the order of the table, with its key or null for it;
  /// initial values stand for what was not given.
  boost::json::object fields = {};
  /// Fields of the table with the values that they must still have.
  boost::json::object before = {};
};

/// Errors: `invalid` naming the field that is unknown, missing or does not fit, or is the
/// key and would change; `not_found` on `pk` for a key that no object can have. What a newer node
/// knows of `before` and this one does not is passed over.
[[nodiscard]] result<checked_change> check(const table_description& table,
                                           const object_change& change);

} // namespace vestnik::model
