#pragma once

#include "model/commands/description.hpp"
#include "model/object_change.hpp"
#include "model/values/json.hpp"

#include <cstdint>
#include <tuple>
#include <variant>
#include <vector>

// To collection:ID, by consumers only: they check what their clients may do. Keys are in the
// canonical form of `consumers::read_key`.

namespace vestnik::model {

/// The object. Errors: `not_found` on `pk`.
struct find_object {
  static constexpr command_traits traits{"objects.find", effect::repeatable, sender::consumer};

  json_text key;

  static constexpr auto fields = std::tuple{field("key", &find_object::key)};
};

/// `{"objects": [...], "total": n}` in the order of the keys. With `limit` 0 `total` is how many
/// there are without `after` and `offset`; else nobody counts, and it is 0.
struct list_objects {
  static constexpr command_traits traits{"objects.list", effect::repeatable, sender::consumer};

  /// Only those that have all these values: a JSON object.
  json_text equal{"{}"};
  /// Only those behind this key; empty: all.
  json_text after = {};
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;

  static constexpr auto fields = std::tuple{
      field("equal", &list_objects::equal),
      field("after", &list_objects::after),
      field("offset", &list_objects::offset),
      field("limit", &list_objects::limit),
  };
};

/// All of them, together or not at all. `{"objects": [...]}`, one per change: as it is
/// afterwards, as it was for remove. Needs no `op`; with one, which no other sender may have, it
/// happens once however often it comes, and is answered as it was the first time.
/// Errors: `not_found` on `pk`, `conflict` on the key for an insert of a text that is
/// taken, `conflict` on `pk` for an object that is no longer as `before` says, `invalid` naming
/// the field.
struct change_objects {
  static constexpr command_traits traits{"objects.change", effect::writes, sender::consumer};

  std::vector<object_change> changes;

  static constexpr auto fields = std::tuple{
      field("changes", &change_objects::changes,
            std::tuple{
                field("kind", &object_change::type, object_change_words),
                field("key", &object_change::key),
                field("fields", &object_change::fields),
                field("before", &object_change::before),
            }),
  };
};

using collection_command = std::variant<find_object, list_objects, change_objects>;

} // namespace vestnik::model
