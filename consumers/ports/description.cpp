#include "consumers/ports/description.hpp"

#include "model/values/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <ranges>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

model::error invalid_field(std::string_view field, std::string message) {
  return {model::ec::invalid, std::move(message), std::string{field}};
}

std::string_view word(column_kind kind) {
  switch (kind) {
  case column_kind::integer:
    return "a whole number";
  case column_kind::real:
    return "a number";
  case column_kind::text:
    return "a string";
  case column_kind::boolean:
    return "true or false";
  case column_kind::id:
    break;
  }
  return "an id: a string of decimal digits";
}

/// What a value must be, for a client.
std::string demand(const column& known) {
  std::string text{word(known.kind)};
  if (known.kind == column_kind::integer)
    text += fmt::format(" from {} to {}", known.least, known.most);
  if (known.rule == column::presence::optional)
    text += " or null";
  return text;
}

/// What a value must be that is a key; the field or argument `name` holds it.
std::string key_demand(std::string_view name, column_kind kind) {
  return kind == column_kind::text
             ? fmt::format("{} must be a string of at most {} bytes", name, model::longest_key)
             : fmt::format("{} must be {}", name, word(kind));
}

std::string column_names(const table_description& of) {
  std::string all;
  for (const auto& one : of.columns)
    all += fmt::format("{}{}", all.empty() ? "" : ", ", one.name);
  return all;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

/// 1 and 1.0 are one number, whoever wrote it.
bool is_same(const json::value& one, const json::value& other) {
  if (one.is_number() && other.is_number() && (one.is_double() || other.is_double()))
    return one.to_number<double>() == other.to_number<double>();
  return one == other;
}

} // namespace

model::result<field_list> field_list::make(const table_description& of,
                                           const std::vector<std::string>& shown,
                                           const std::vector<std::string>& fixed) {
  for (const auto& [list, wanted] : {std::pair{"fields", &shown}, std::pair{"read_only", &fixed}})
    for (const auto& name : *wanted)
      if (!of.find(name))
        return invalid_field(list, fmt::format("there is no {} in {}; there is: {}", name, of.name,
                                               column_names(of)));
  field_list made;
  made.model_ = &of;
  for (const auto& one : of.columns) {
    if (!shown.empty() && !contains(shown, one.name))
      continue;
    made.shown_.push_back(one.name);
    if (one.by == setter::client && !contains(fixed, one.name))
      made.writable_.push_back(one.name);
  }
  return made;
}

row field_list::cut(const row& whole) const {
  row part;
  for (const auto& name : shown_)
    part[name] = whole.at(name);
  return part;
}

row field_list::changes(const row& before, const row& after) const {
  row part;
  for (const auto& name : shown_)
    if (!is_same(before.at(name), after.at(name)))
      part[name] = after.at(name);
  return part;
}

model::result<row> field_list::read(const row& input, completeness rule) const {
  constexpr std::size_t longest_shown = 64;
  for (const auto& [key, value] : input) {
    const std::string_view name{key.data(), key.size()};
    if (!contains(shown_, name)) {
      const auto cut = model::first_code_points(name, longest_shown);
      return invalid_field(cut, fmt::format("there is no field {} here", cut));
    }
    if (!contains(writable_, name))
      return invalid_field(name, fmt::format("{} is read-only", name));
  }
  row taken;
  for (const auto& name : writable_) {
    const auto& known = *model_->find(name);
    const bool optional = known.rule == column::presence::optional;
    const auto* value = input.if_contains(name);
    if (!value) {
      if (rule == completeness::part)
        continue;
      if (!optional)
        return invalid_field(name, fmt::format("{} is missing", name));
      taken[name] = nullptr;
      continue;
    }
    if (!model::fits(known, *value))
      return invalid_field(name, fmt::format("{} must be {}", name, demand(known)));
    if (name == model_->key && !model::may_be_key(*model_, *value))
      return invalid_field(name, key_demand(name, known.kind));
    taken[name] = *value;
  }
  return taken;
}

model::result<json::value> read_key(const table_description& of, const json::value* sent) {
  if (!sent)
    return invalid_field("pk", "pk is missing");
  const auto kind = of.find(of.key)->kind;
  if (kind == column_kind::integer && sent->is_string()) {
    const std::string_view text{sent->get_string()};
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end == text.data() + text.size())
      return json::value(number);
  }
  if (kind == column_kind::id && sent->is_int64() && sent->get_int64() > 0)
    return json::value(std::to_string(sent->get_int64()));
  if (!model::may_be_key(of, *sent))
    return invalid_field("pk", key_demand("pk", kind));
  return *sent;
}

bool matches_all(const row& object, const row& wanted) {
  return std::ranges::all_of(wanted, [&](const auto& one) {
    const auto* value = object.if_contains(one.key());
    return value && is_same(*value, one.value());
  });
}

} // namespace vestnik::consumers
