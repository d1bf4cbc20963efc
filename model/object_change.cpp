#include "model/object_change.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::model {

namespace {

namespace json = boost::json;
using kind = object_change::kind;

error invalid(std::string_view field, std::string_view why) {
  return {ec::invalid, fmt::format("{} {}", field, why), std::string{field}};
}

bool is_given_by_collection(const table_description& table, const column& field) {
  return field.name == table.key && field.kind != column_kind::text;
}

result<json::value> parse(std::string_view text) {
  return parse_json(text, {.bytes = std::numeric_limits<std::size_t>::max()});
}

result<json::object> read_fields(const table_description& table, const object_change& change) {
  auto read = parse(change.fields.text);
  if (!read || !read->is_object())
    return error{ec::invalid, "the fields must be a JSON object", "fields"};
  for (auto& [name, value] : read->get_object()) {
    const auto* field = table.find(name);
    if (field == nullptr)
      return invalid(name, fmt::format("is no field of {}", table.name));
    if (change.type == kind::insert && is_given_by_collection(table, *field))
      continue;
    if (!fits(*field, value))
      return invalid(name, "has a value that it cannot have");
    value = in_one_form(*field, value);
  }
  return std::move(read->get_object());
}

result<json::object> read_before(const table_description& table, const object_change& change) {
  json::object known;
  if (change.before.text.empty())
    return known;
  const auto read = parse(change.before.text);
  if (!read || !read->is_object())
    return error{ec::invalid, "what the object must still be must be a JSON object", "before"};
  for (const auto& [name, value] : read->get_object())
    if (const auto* field = table.find(name))
      known.emplace(name, in_one_form(*field, value));
  return known;
}

result<json::object> whole(const table_description& table, json::object fields) {
  json::object made;
  for (const auto& field : table.columns) {
    if (is_given_by_collection(table, field)) {
      made.emplace(field.name, nullptr);
      continue;
    }
    const auto* value = fields.if_contains(field.name);
    if (value == nullptr && field.initial.is_null() && field.rule == column::presence::required)
      return invalid(field.name, "is missing");
    made.emplace(field.name, value != nullptr ? *value : in_one_form(field, field.initial));
  }
  return made;
}

} // namespace

result<checked_change> check(const table_description& table, const object_change& change) {
  checked_change out{change.type};
  if (change.type != kind::insert) {
    auto key = parse(change.key.text);
    if (!key || !may_be_key(table, *key))
      return error{ec::not_found, "there is no such object", "pk"};
    out.key = std::move(*key);
    auto before = read_before(table, change);
    if (!before)
      return before.error();
    out.before = std::move(*before);
  }
  if (change.type == kind::remove)
    return out;
  auto fields = read_fields(table, change);
  if (!fields)
    return fields.error();
  out.fields = std::move(*fields);
  if (change.type == kind::update) {
    if (const auto* key = out.fields.if_contains(table.key); key != nullptr && *key != out.key)
      return invalid(table.key, "is the key, which stays");
    return out;
  }
  auto object = whole(table, std::move(out.fields));
  if (!object)
    return object.error();
  out.fields = std::move(*object);
  out.key = out.fields.at(table.key);
  if (!out.key.is_null() && !may_be_key(table, out.key))
    return invalid(table.key, fmt::format("is the key, and has at most {} bytes", longest_key));
  return out;
}

} // namespace vestnik::model
