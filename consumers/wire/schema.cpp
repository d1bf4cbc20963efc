#include "consumers/wire/schema.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();

/// Named groups are written `(?<name>…)` in ECMA 262, `(?P<name>…)` in RE2.
std::string as_ecma(std::string_view expression) {
  constexpr std::string_view group = "(?P<";
  std::string text{expression};
  for (auto at = text.find(group); at != std::string::npos; at = text.find(group, at))
    text.erase(at + 2, 1);
  return text;
}

} // namespace

field_schema optional_field(std::string name, json_schema schema) {
  return {std::move(name), std::move(schema), field_schema::presence::optional};
}

json_schema object_schema(const std::vector<field_schema>& members, other_fields rest) {
  json::object properties;
  json::array required;
  for (const auto& one : members) {
    properties[one.name] = one.schema;
    if (one.rule == field_schema::presence::required)
      required.emplace_back(one.name);
  }
  json_schema made{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty())
    made["required"] = std::move(required);
  if (rest == other_fields::refused)
    made["additionalProperties"] = false;
  return made;
}

json_schema text_schema() { return {{"type", "string"}}; }

json_schema text_schema(model::text_rule rule) {
  auto made = text_schema();
  if (rule.least > 0)
    made["minLength"] = rule.least;
  if (rule.most != any_length)
    made["maxLength"] = rule.most;
  if (rule.allowed == model::text_rule::characters::printable)
    made["pattern"] = R"(^[^\x00-\x1F\x7F-\x9F]*$)";
  return made;
}

json_schema pattern_schema(std::string_view expression) {
  return {{"type", "string"}, {"pattern", fmt::format("^(?:{})$", as_ecma(expression))}};
}

json_schema number_schema(std::int64_t least, std::int64_t most) {
  json_schema made{{"type", "integer"}};
  if (least != std::numeric_limits<std::int64_t>::min())
    made["minimum"] = least;
  if (most != std::numeric_limits<std::int64_t>::max())
    made["maximum"] = most;
  return made;
}

json_schema number_schema(model::number_rule rule) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return number_schema(static_cast<std::int64_t>(std::min(rule.least, most)),
                       static_cast<std::int64_t>(std::min(rule.most, most)));
}

json_schema boolean_schema() { return {{"type", "boolean"}}; }

json_schema id_schema() { return with_example(pattern_schema("[1-9][0-9]{0,18}"), "42"); }

json_schema uuid_schema() {
  auto made = pattern_schema("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
  made["format"] = "uuid";
  return with_example(std::move(made), "3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
}

json_schema const_schema(json::value value) { return {{"const", std::move(value)}}; }

json_schema with_example(json_schema of, json::value example) {
  of["examples"] = json::array{std::move(example)};
  return of;
}

} // namespace vestnik::consumers
