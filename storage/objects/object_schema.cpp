#include "storage/objects/object_schema.hpp"

#include "storage/rooms/room_store.hpp"
#include "storage/schema/patience.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::storage {

namespace {

constexpr statement select_columns{
    "SELECT name, kind, role FROM model_columns WHERE model = $1 ORDER BY name"};
constexpr statement insert_column{
    "INSERT INTO model_columns (model, name, kind, role) VALUES ($1, $2, $3, $4)"};

/// Stored as a number: append only, never renumber.
enum class column_role : std::uint8_t {
  /// Who inserts gives a value.
  required,
  optional,
  key,
  /// Required, and whoever does not know the field need not give a value.
  defaulted,
};

/// What the database knows of a field.
struct stored_column {
  std::string name;
  model::column_kind kind{};
  column_role role{};
};

column_role role_of(const model::table_description& of, const model::column& field) {
  if (field.name == of.key)
    return column_role::key;
  if (field.rule == model::column::presence::optional)
    return column_role::optional;
  return field.initial.is_null() ? column_role::required : column_role::defaulted;
}

/// Whether a value must be there: what a field's role is for those who know it.
bool is_same(column_role one, column_role other) {
  const auto plain = [](column_role role) {
    return role == column_role::defaulted ? column_role::required : role;
  };
  return plain(one) == plain(other);
}

std::string_view word(model::column_kind kind) {
  switch (kind) {
  case model::column_kind::integer:
    return "a whole number";
  case model::column_kind::real:
    return "a number";
  case model::column_kind::text:
    return "text";
  case model::column_kind::boolean:
    return "true or false";
  case model::column_kind::id:
    break;
  }
  return "an id";
}

std::string_view word(column_role role) {
  switch (role) {
  case column_role::required:
  case column_role::defaulted:
    return "required";
  case column_role::optional:
    return "optional";
  case column_role::key:
    break;
  }
  return "the key";
}

model::error conflict(const model::table_description& of, std::string_view field,
                      std::string_view why) {
  return {model::ec::conflict, fmt::format("the field {} of the model {} {}", field, of.name, why),
          fmt::format("{}.{}", of.name, field)};
}

/// Why the model cannot do without the column, which it does not have as a field.
std::optional<model::error> problem_without(const model::table_description& of,
                                            const stored_column& known) {
  if (known.role == column_role::required || known.role == column_role::key)
    return conflict(of, known.name,
                    "is in the database and no longer in the program, and objects cannot be "
                    "stored without it");
  if (std::ranges::find(of.retired, known.name) == of.retired.end())
    spdlog::warn(
        "storage: the field {} of the model {} is in the database and not in this program, "
        "which leaves it as it is: a newer program runs on this database, or the field is "
        "to be named as retired",
        known.name, of.name);
  return std::nullopt;
}

/// Why the model cannot be kept in a table with this column, if it cannot.
std::optional<model::error> problem_with(const model::table_description& of,
                                         const stored_column& known) {
  const auto* field = of.find(known.name);
  if (field == nullptr)
    return problem_without(of, known);
  if (field->kind != known.kind)
    return conflict(of, known.name,
                    fmt::format("is {} in the database and {} in the program", word(known.kind),
                                word(field->kind)));
  if (const auto role = role_of(of, *field); !is_same(role, known.role))
    return conflict(
        of, known.name,
        fmt::format("is {} in the database and {} in the program", word(known.role), word(role)));
  return std::nullopt;
}

model::result<void> note(database& in, const model::table_description& of,
                         const model::column& field) {
  return run(in, insert_column, {of.name, field.name, field.kind, role_of(of, field)});
}

model::result<void> make(database& in, const object_table& table) {
  const auto& of = table.description();
  if (auto made = run(in, table.create(), {}); !made)
    return made;
  for (const auto& field : of.columns)
    if (auto noted = note(in, of, field); !noted)
      return noted;
  return room_store{in}.create(model::room_of(of));
}

model::result<void> extend(database& in, const object_table& table,
                           const std::vector<stored_column>& known) {
  const auto& of = table.description();
  for (const auto& each : known)
    if (auto problem = problem_with(of, each))
      return std::move(*problem);
  for (std::size_t i = 0; i < of.columns.size(); ++i) {
    const auto& field = of.columns[i];
    if (std::ranges::find(known, field.name, &stored_column::name) != known.end())
      continue;
    if (field.rule == model::column::presence::required && field.initial.is_null())
      return conflict(of, field.name, "is new, and there is no value for older objects");
    if (auto added = run(in, table.add(i), {}); !added)
      return added;
    if (auto noted = note(in, of, field); !noted)
      return noted;
  }
  return {};
}

model::result<void> bring_up_to_date(database& in, const object_table& table) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto locked = unit.lock_schema(); !locked)
    return locked;
  auto known =
      all<stored_column>(in, select_columns, {table.description().name}, [](const row& from) {
        return stored_column{from.get<std::string>(0), from.get<model::column_kind>(1),
                             from.get<column_role>(2)};
      });
  if (!known)
    return known.error();
  if (auto done = known->empty() ? make(in, table) : extend(in, table, *known); !done)
    return done;
  if (table.description().key_column().kind == model::column_kind::integer)
    if (auto noted = run(in, table.note_newest(), {table.description().name}); !noted)
      return noted;
  return unit.commit();
}

} // namespace

model::result<std::vector<object_table_ptr>>
make_collections(database& in, std::span<const model::table_description* const> models) {
  std::set<std::string_view> names;
  std::vector<object_table_ptr> tables;
  for (const auto* each : models) {
    if (auto problem = model::problem_of(*each))
      return std::move(*problem);
    if (!names.insert(each->name).second)
      return model::error{model::ec::conflict,
                          fmt::format("two models have the name {}", each->name), each->name};
    tables.push_back(std::make_shared<const object_table>(*each));
    auto done = insist_on(fmt::format("the table of the model {}", each->name),
                          [&] { return bring_up_to_date(in, *tables.back()); });
    if (!done)
      return done.error();
  }
  return tables;
}

} // namespace vestnik::storage
