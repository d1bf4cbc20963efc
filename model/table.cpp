#include "model/table.hpp"

#include "model/values/id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

namespace vestnik::model {

namespace {

namespace json = boost::json;

/// As long as PostgreSQL keeps them whole, with a few characters for what is made of them.
constexpr std::size_t longest_name = 48;

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= longest_name && letter(text.front()) &&
         std::ranges::all_of(
             text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

error not_a_name(std::string_view text) {
  return {ec::invalid,
          fmt::format("{} cannot be a name: it must be [a-z][a-z0-9_]*, at most {} characters",
                      text, longest_name),
          std::string{text}};
}

bool is_a(column_kind kind, const json::value& value) {
  switch (kind) {
  case column_kind::integer:
    return value.is_int64();
  case column_kind::real:
    return value.is_number();
  case column_kind::text:
    return value.is_string();
  case column_kind::boolean:
    return value.is_bool();
  case column_kind::id:
    break;
  }
  return value.is_string() && parse_id(value.get_string(), "").has_value();
}

} // namespace

const column* table_description::find(std::string_view column_name) const {
  const auto found = std::ranges::find(columns, column_name, &column::name);
  return found == columns.end() ? nullptr : &*found;
}

const column& table_description::key_column() const { return *find(key); }

std::optional<error> problem_of(const table_description& table) {
  if (!is_name(table.name))
    return not_a_name(table.name);
  std::set<std::string_view> seen;
  for (const auto& one : table.columns) {
    if (!is_name(one.name))
      return not_a_name(one.name);
    if (!seen.insert(one.name).second)
      return error{ec::invalid, fmt::format("{} has the field {} twice", table.name, one.name),
                   one.name};
  }
  for (const auto& name : table.retired)
    if (seen.contains(name))
      return error{ec::invalid,
                   fmt::format("{} has the field {}, which is retired", table.name, name), name};
  const auto* key = table.find(table.key);
  if (key == nullptr)
    return error{ec::invalid, fmt::format("{} has no field {} for its key", table.name, table.key),
                 table.key};
  if (key->rule == column::presence::optional || key->kind == column_kind::real ||
      key->kind == column_kind::boolean)
    return error{ec::invalid,
                 fmt::format("the key {} of {} must be a whole number, an id or text, and not "
                             "optional",
                             table.key, table.name),
                 table.key};
  return std::nullopt;
}

bool fits(const column& field, const json::value& value) {
  if (value.is_null())
    return field.rule == column::presence::optional;
  if (!is_a(field.kind, value))
    return false;
  return field.kind != column_kind::integer ||
         (value.get_int64() >= field.least && value.get_int64() <= field.most);
}

bool may_be_key(const table_description& of, const json::value& value) {
  const auto* text = value.if_string();
  return fits(of.key_column(), value) && (text == nullptr || text->size() <= longest_key);
}

void complete(const table_description& of, json::object& object) {
  for (const auto& each : of.columns)
    if (!object.contains(each.name))
      object.emplace(each.name, in_one_form(each, each.initial));
}

json::value in_one_form(const column& field, const json::value& value) {
  return field.kind == column_kind::real && value.is_int64()
             ? json::value(static_cast<double>(value.get_int64()))
             : value;
}

room_name room_of(const table_description& table) noexcept {
  // FNV-1a: the same on every node and for ever, which std::hash need not be.
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const auto c : table.name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3U;
  }
  const auto id = static_cast<std::int64_t>(hash >> 2U);
  return {room_kind::collection, id == 0 ? 1 : id};
}

} // namespace vestnik::model
