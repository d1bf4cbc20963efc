#pragma once

#include "model/json.hpp"

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
  kind what = kind::insert;
  /// Empty for insert: a text key stands in `fields`.
  json_text key = {};
  /// A JSON object; empty for remove.
  json_text fields = {};
};

} // namespace vestnik::model
