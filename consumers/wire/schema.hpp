#pragma once

#include "model/values/fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

// JSON Schemas (draft 7, which AsyncAPI 3.0.0 takes) of what requests carry. They are made
// at start-up, for the document that `asyncapi.hpp` writes; no request is checked by them.

namespace vestnik::consumers {

using json_schema = boost::json::object;

/// One member of a JSON object.
struct field_schema {
  std::string name;
  json_schema schema;
  enum class presence : std::uint8_t { required, optional };
  presence rule = presence::required;
};

/// A member that may be missing.
[[nodiscard]] field_schema optional_field(std::string name, json_schema schema);

/// An object with these members; others are refused if `rest` says so.
enum class other_fields : std::uint8_t { refused, allowed };
[[nodiscard]] json_schema object_schema(const std::vector<field_schema>& members,
                                        other_fields rest = other_fields::refused);

/// Any string.
[[nodiscard]] json_schema text_schema();
[[nodiscard]] json_schema text_schema(model::text_rule rule);

/// A string that the expression, in RE2's syntax, matches as a whole.
[[nodiscard]] json_schema pattern_schema(std::string_view expression);

/// Whole numbers, both ends included.
[[nodiscard]] json_schema
number_schema(std::int64_t least = std::numeric_limits<std::int64_t>::min(),
              std::int64_t most = std::numeric_limits<std::int64_t>::max());
[[nodiscard]] json_schema number_schema(model::number_rule rule);

[[nodiscard]] json_schema boolean_schema();

/// A decimal string, as `model::parse_id` reads it.
[[nodiscard]] json_schema id_schema();

/// As `model::fields::uuid` reads it.
[[nodiscard]] json_schema uuid_schema();

/// Exactly this value.
[[nodiscard]] json_schema const_schema(boost::json::value value);

/// `of` with a value that it allows, for readers and for the test that keeps the document
/// true: needed where an expression says what is allowed.
[[nodiscard]] json_schema with_example(json_schema of, boost::json::value example);

} // namespace vestnik::consumers
