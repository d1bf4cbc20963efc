#pragma once

#include "model/table.hpp"

namespace vestnik::test {

/// A field of each kind, and an id for the key.
inline const model::table_description& notes() {
  using model::column;
  using model::column_kind;
  static const model::table_description known{
      "notes",
      "id",
      {{.name = "id", .kind = column_kind::id, .by = model::setter::server},
       {.name = "text", .kind = column_kind::text, .initial = ""},
       {.name = "stars", .kind = column_kind::integer, .least = -128, .most = 127, .initial = 0},
       {.name = "weight", .kind = column_kind::real, .initial = 0.0},
       {.name = "done", .kind = column_kind::boolean, .initial = false},
       {.name = "order", .rule = column::presence::optional}}};
  return known;
}

/// A whole number for the key.
inline const model::table_description& places() {
  static const model::table_description known{
      "places",
      "pk",
      {{.name = "pk", .kind = model::column_kind::integer, .by = model::setter::server},
       {.name = "name", .kind = model::column_kind::text, .initial = ""}}};
  return known;
}

/// Text for the key.
inline const model::table_description& words() {
  static const model::table_description known{
      "words",
      "word",
      {{.name = "word", .kind = model::column_kind::text},
       {.name = "uses", .kind = model::column_kind::integer, .initial = 0}}};
  return known;
}

} // namespace vestnik::test
