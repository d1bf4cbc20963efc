#include "storage/objects/object_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace vestnik::storage {

namespace {

namespace json = boost::json;
using model::column;
using model::column_kind;

// No field's name begins with an underscore.
constexpr std::array<std::string_view, 2> sought_columns{"_place", "_key"};
constexpr std::array<std::string_view, 1> key_columns{"_key"};

bool is_key(const model::table_description& of, const column& field) {
  return field.name == of.key;
}

std::string_view sql_type(const model::table_description& of, const column& field) {
  switch (field.kind) {
  case column_kind::integer:
  case column_kind::id:
    return "BIGINT";
  case column_kind::real:
    return "DOUBLE PRECISION";
  case column_kind::boolean:
    return "SMALLINT";
  case column_kind::text:
    break;
  }
  return is_key(of, field) ? "BYTEA" : "TEXT";
}

std::string quoted_text(std::string_view text) {
  std::string out = "'";
  for (const auto c : text) {
    if (c == '\'')
      out += c;
    out += c;
  }
  return out + '\'';
}

/// The initial value of a field as SQL.
std::string literal_of(const column& field) {
  const auto& initial = field.initial;
  if (const auto* truth = initial.if_bool())
    return *truth ? "1" : "0";
  if (const auto* text = initial.if_string(); text && field.kind == column_kind::text)
    return quoted_text(*text);
  if (const auto* digits = initial.if_string())
    return std::string{std::string_view{*digits}};
  if (const auto* number = initial.if_int64())
    return std::to_string(*number);
  return initial.is_double() ? fmt::format("{}", initial.get_double()) : "NULL";
}

std::string definition_of(const model::table_description& of, const column& field) {
  return fmt::format("\"{}\" {}{}", field.name, sql_type(of, field),
                     field.rule == column::presence::required ? " NOT NULL" : "");
}

/// Two parameters for each column: whether it counts, and what it must be.
std::string filter_text(const model::table_description& of, std::size_t first) {
  std::string text;
  for (const auto& each : of.columns) {
    text +=
        fmt::format("{}(${} = 0 OR \"{}\" = ${} OR (\"{}\" IS NULL AND ${} IS NULL))",
                    text.empty() ? "" : " AND ", first, each.name, first + 1, each.name, first + 1);
    first += 2;
  }
  return text;
}

value to_cell(const model::table_description& of, const column& field, const json::value& from) {
  if (from.is_null())
    return nullptr;
  switch (field.kind) {
  case column_kind::integer:
    return from.as_int64();
  case column_kind::real:
    return from.to_number<double>();
  case column_kind::boolean:
    return from.as_bool() ? 1 : 0;
  case column_kind::id: {
    const std::string_view digits{from.as_string()};
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  case column_kind::text:
    break;
  }
  const std::string_view text{from.as_string()};
  return is_key(of, field) ? value{blob{text}} : value{text};
}

/// A value of the column's type that nobody reads.
value nothing_of(const column& field) {
  switch (field.kind) {
  case column_kind::real:
    return 0.0;
  case column_kind::text:
    return std::string_view{};
  default:
    return 0;
  }
}

json::value to_field(const model::table_description& of, const column& field, const row& from,
                     int place) {
  if (from.is_null(place))
    return nullptr;
  switch (field.kind) {
  case column_kind::integer:
    return from.integer(place);
  case column_kind::real:
    return from.real(place);
  case column_kind::boolean:
    return from.integer(place) != 0;
  case column_kind::id:
    return json::string{std::to_string(from.integer(place))};
  case column_kind::text:
    break;
  }
  return json::string{is_key(of, field) ? from.bytes(place) : from.text(place)};
}

} // namespace

object_table::object_table(const model::table_description& of)
    : description_{of}
    , name_{"model_" + of.name} {
  std::vector<std::string> definitions;
  for (const auto& each : of.columns) {
    quoted_.push_back(fmt::format("\"{}\"", each.name));
    const auto definition = definition_of(of, each);
    const auto with_default = fmt::format("{} DEFAULT {}", definition, literal_of(each));
    definitions.push_back(is_key(of, each)         ? definition + " PRIMARY KEY"
                          : each.initial.is_null() ? definition
                                                   : with_default);
    adds_.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}", name_, with_default));
  }
  columns_.assign(quoted_.begin(), quoted_.end());

  const auto key = fmt::format("\"{}\"", of.key);
  const auto all = fmt::format("{}", fmt::join(columns_, ", "));
  create_ = fmt::format("CREATE TABLE {} ({})", name_, fmt::join(definitions, ", "));
  find_ = fmt::format("SELECT {} FROM {} WHERE {} = $1", all, name_, key);
  find_each_ = fmt::format("SELECT _place, {} FROM given JOIN {} ON {} = _key", all, name_, key);
  erase_each_ = fmt::format("DELETE FROM {} WHERE {} IN (SELECT _key FROM given)", name_, key);
  std::vector<std::string> sets;
  given_.emplace_back("_key");
  for (const auto& each : of.columns) {
    if (is_key(of, each))
      continue;
    const auto is_null = given_.emplace_back("_null_" + each.name);
    const auto becomes = given_.emplace_back("_new_" + each.name);
    sets.push_back(fmt::format("\"{}\" = CASE WHEN {} = 1 THEN NULL ELSE {} END", each.name,
                               is_null, becomes));
  }
  if (sets.empty())
    sets.push_back(key + " = _key");
  given_columns_.assign(given_.begin(), given_.end());
  update_each_ =
      fmt::format("UPDATE {} SET {} FROM given WHERE {} = _key", name_, fmt::join(sets, ", "), key);
  const auto page = [&](std::string_view more) {
    return fmt::format("SELECT {} FROM {} WHERE {} >= $1{} ORDER BY {} LIMIT $2 OFFSET $3", all,
                       name_, key, more, key);
  };
  page_ = page("");
  page_filtered_ = page(" AND " + filter_text(of, 4));
  count_ = fmt::format("SELECT count(*) FROM {}", name_);
  count_filtered_ = fmt::format("{} WHERE {}", count_, filter_text(of, 1));
  newest_ = fmt::format("SELECT max(one) FROM (SELECT max({}) AS one FROM {} UNION ALL "
                        "SELECT last_key FROM object_keys WHERE model = $1) AS known",
                        key, name_);
  note_newest_ = fmt::format("INSERT INTO object_keys (model, last_key) "
                             "SELECT $1, COALESCE((SELECT max({}) FROM {}), 0) "
                             "WHERE NOT EXISTS (SELECT 1 FROM object_keys WHERE model = $1)",
                             key, name_);
}

bulk_statement object_table::find_each() const noexcept {
  return {sought_columns, statement{find_each_}};
}

bulk_statement object_table::erase_each() const noexcept {
  return {key_columns, statement{erase_each_}};
}

bulk_statement object_table::update_each() const noexcept {
  return {given_columns_, statement{update_each_}};
}

value object_table::key_cell(const json::value& key) const {
  return to_cell(description_, description_.key_column(), key);
}

void object_table::append_cells(const json::object& from, std::vector<value>& to) const {
  for (const auto& each : description_.columns)
    to.push_back(to_cell(description_, each, from.at(each.name)));
}

void object_table::append_update(const json::object& from, std::vector<value>& to) const {
  to.push_back(key_cell(from.at(description_.key)));
  for (const auto& each : description_.columns) {
    if (is_key(description_, each))
      continue;
    const auto& becomes = from.at(each.name);
    to.emplace_back(becomes.is_null() ? 1 : 0);
    to.push_back(becomes.is_null() ? nothing_of(each) : to_cell(description_, each, becomes));
  }
}

std::vector<value> object_table::filter_cells(const json::object& equal) const {
  std::vector<value> cells;
  for (const auto& each : description_.columns) {
    const auto* wanted = equal.if_contains(each.name);
    cells.emplace_back(wanted ? 1 : 0);
    cells.push_back(wanted ? to_cell(description_, each, *wanted) : value{nullptr});
  }
  return cells;
}

json::object object_table::read(const row& from, int first) const {
  json::object made;
  made.reserve(description_.columns.size());
  for (const auto& each : description_.columns)
    made.emplace(each.name, to_field(description_, each, from, first++));
  return made;
}

} // namespace vestnik::storage
