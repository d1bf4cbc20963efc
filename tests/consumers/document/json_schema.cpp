#include "tests/consumers/document/json_schema.hpp"

#include "consumers/matching/pattern.hpp"
#include "model/values/text.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

bool is_a(std::string_view type, const json::value& value) {
  static const std::map<std::string_view, bool (*)(const json::value&)> types{
      {"object", [](const json::value& one) { return one.is_object(); }},
      {"array", [](const json::value& one) { return one.is_array(); }},
      {"string", [](const json::value& one) { return one.is_string(); }},
      {"integer", [](const json::value& one) { return one.is_int64(); }},
      {"number", [](const json::value& one) { return one.is_number(); }},
      {"boolean", [](const json::value& one) { return one.is_bool(); }},
      {"null", [](const json::value& one) { return one.is_null(); }},
  };
  return types.at(type)(value);
}

bool has_type(const json::value& types, const json::value& value) {
  if (types.is_string())
    return is_a(types.get_string(), value);
  return std::ranges::any_of(types.as_array(),
                             [&](const auto& one) { return is_a(one.as_string(), value); });
}

/// As ECMA 262 writes it, anchored at both ends.
bool matches_pattern(std::string_view anchored, std::string_view text) {
  REQUIRE(anchored.starts_with('^'));
  REQUIRE(anchored.ends_with('$'));
  std::string expression{anchored.substr(1, anchored.size() - 2)};
  for (auto at = expression.find("(?<"); at != std::string::npos; at = expression.find("(?<"))
    expression.insert(at + 2, "P");
  return pattern::compile(expression).value().match(text);
}

std::int64_t length_of(const json::value& text) {
  return static_cast<std::int64_t>(model::code_points(text.get_string()));
}
std::int64_t size_of(const json::array& all) { return static_cast<std::int64_t>(all.size()); }
std::int64_t size_of(const json::object& all) { return static_cast<std::int64_t>(all.size()); }

/// Of a schema that has one for the member, or says what others must be.
const json::value* rule_for(const json::object& schema, std::string_view member) {
  const auto* properties = schema.if_contains("properties");
  return properties ? properties->as_object().if_contains(member) : nullptr;
}

using rule_check = bool (*)(const json_schemas& in, const json::value& rule,
                            const json::object& schema, const json::value& value);

const std::map<std::string_view, rule_check> rules{
    {"title", [](auto&, auto&, auto&, auto&) { return true; }},
    {"examples", [](auto&, auto&, auto&, auto&) { return true; }},
    {"format", [](auto&, auto&, auto&, auto&) { return true; }},
    {"type", [](auto&, auto& rule, auto&, auto& value) { return has_type(rule, value); }},
    {"const", [](auto&, auto& rule, auto&, auto& value) { return value == rule; }},
    {"enum",
     [](auto&, auto& rule, auto&, auto& value) {
       return std::ranges::find(rule.as_array(), value) != rule.as_array().end();
     }},
    {"anyOf",
     [](auto& in, auto& rule, auto&, auto& value) {
       return std::ranges::any_of(rule.as_array(),
                                  [&](const auto& one) { return in.allows(one, value); });
     }},
    {"minimum",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_int64() || value.get_int64() >= rule.as_int64();
     }},
    {"maximum",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_int64() || value.get_int64() <= rule.as_int64();
     }},
    {"minLength",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_string() || length_of(value) >= rule.as_int64();
     }},
    {"maxLength",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_string() || length_of(value) <= rule.as_int64();
     }},
    {"pattern",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_string() || matches_pattern(rule.as_string(), value.get_string());
     }},
    {"items",
     [](auto& in, auto& rule, auto&, auto& value) {
       return !value.is_array() || std::ranges::all_of(value.get_array(), [&](const auto& one) {
         return in.allows(rule, one);
       });
     }},
    {"minItems",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_array() || size_of(value.get_array()) >= rule.as_int64();
     }},
    {"maxItems",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_array() || size_of(value.get_array()) <= rule.as_int64();
     }},
    {"uniqueItems",
     [](auto&, auto& rule, auto&, auto& value) {
       if (!rule.get_bool() || !value.is_array())
         return true;
       const auto& items = value.get_array();
       for (auto each = items.begin(); each != items.end(); ++each)
         if (std::find(each + 1, items.end(), *each) != items.end())
           return false;
       return true;
     }},
    {"minProperties",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_object() || size_of(value.get_object()) >= rule.as_int64();
     }},
    {"maxProperties",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_object() || size_of(value.get_object()) <= rule.as_int64();
     }},
    {"required",
     [](auto&, auto& rule, auto&, auto& value) {
       return !value.is_object() || std::ranges::all_of(rule.as_array(), [&](const auto& name) {
         return value.get_object().contains(name.as_string());
       });
     }},
    {"propertyNames",
     [](auto& in, auto& rule, auto&, auto& value) {
       return !value.is_object() || std::ranges::all_of(value.get_object(), [&](const auto& one) {
         return in.allows(rule, json::string{one.key()});
       });
     }},
    {"properties",
     [](auto& in, auto&, auto& schema, auto& value) {
       return !value.is_object() || std::ranges::all_of(value.get_object(), [&](const auto& one) {
         const auto* known = rule_for(schema, one.key());
         return !known || in.allows(*known, one.value());
       });
     }},
    {"additionalProperties",
     [](auto& in, auto& rule, auto& schema, auto& value) {
       return !value.is_object() || std::ranges::all_of(value.get_object(), [&](const auto& one) {
         if (rule_for(schema, one.key()))
           return true;
         return rule.is_bool() ? rule.get_bool() : in.allows(rule, one.value());
       });
     }},
};

} // namespace

const json::value& json_schemas::at(const json::value& of) const {
  const auto* object = of.if_object();
  const auto* to = object ? object->if_contains("$ref") : nullptr;
  return to ? document_.at_pointer(std::string_view{to->as_string()}.substr(1)) : of;
}

bool json_schemas::allows(const json::value& by, const json::value& value) const {
  const auto& schema = at(by).as_object();
  return std::ranges::all_of(schema, [&](const auto& rule) {
    const auto check = rules.find(rule.key());
    REQUIRE_MESSAGE(check != rules.end(), std::string{rule.key()} << " is no rule known here");
    return check->second(*this, rule.value(), schema, value);
  });
}

json::value json_schemas::sample(const json::value& by) const {
  auto made = guess(at(by).as_object());
  REQUIRE_MESSAGE(allows(by, made), json::serialize(by) << " refuses " << json::serialize(made));
  return made;
}

json::value json_schemas::guess(const json::object& by) const {
  for (const auto* key : {"examples", "enum"})
    if (const auto* values = by.if_contains(key))
      return values->as_array().at(0);
  if (const auto* only = by.if_contains("const"))
    return *only;
  if (const auto* choices = by.if_contains("anyOf"))
    return sample(choices->as_array().at(0));
  const auto* type = by.if_contains("type");
  if (type && *type == "object") {
    json::object made;
    if (const auto* properties = by.if_contains("properties"))
      for (const auto& [key, rule] : properties->as_object())
        made[key] = sample(rule);
    return made;
  }
  if (type && *type == "array")
    return json::value(json::array(1, sample(by.at("items"))));
  for (const json::value& one :
       std::initializer_list<json::value>{"a", "1", 1, 400, 0, 1.5, true, nullptr})
    if (allows(by, one))
      return one;
  return "";
}

} // namespace vestnik::consumers
