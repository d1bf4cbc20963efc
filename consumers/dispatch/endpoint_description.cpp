#include "consumers/dispatch/endpoint_description.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

json::value as_json(const literal& value) {
  return std::visit([](const auto& held) { return json::value(held); }, value);
}

json_schema schema_of(const filter& one) {
  if (const auto* text = std::get_if<matches>(&one.rule)) {
    auto made = pattern_schema(text->expression);
    return text->example.empty() ? made : with_example(std::move(made), json::value(text->example));
  }
  const auto& values = std::get<one_of>(one.rule).values;
  if (values.size() == 1)
    return const_schema(as_json(values.front()));
  json::array all;
  for (const auto& value : values)
    all.push_back(as_json(value));
  return {{"enum", std::move(all)}};
}

/// The first literal action; empty if there is none.
std::string action_of(const filter_list& filters) {
  const auto found = std::ranges::find(filters, "action", &filter::key);
  const auto* values = found == filters.end() ? nullptr : std::get_if<one_of>(&found->rule);
  if (values)
    for (const auto& value : values->values)
      if (const auto* text = std::get_if<std::string>(&value))
        return *text;
  return "";
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

} // namespace

operation_description describe(const filter_list& filters, const handler_facts& facts,
                               std::size_t place, const std::vector<std::string>& groups,
                               const std::vector<capture>& captures) {
  operation_description made{.name = action_of(filters),
                             .fields = {},
                             .filters = {},
                             .rest = facts.rest,
                             .data = facts.data,
                             .status = facts.status};
  if (made.name.empty())
    made.name = fmt::format("handler-{}", place + 1);
  for (const auto& one : filters) {
    made.filters.push_back(one.key);
    made.fields.push_back({one.key, schema_of(one)});
  }
  for (const auto& one : facts.arguments)
    if (!contains(made.filters, one.name) && !contains(groups, one.name) &&
        std::ranges::find(captures, one.name, &capture::name) == captures.end())
      made.fields.push_back(one);
  return made;
}

} // namespace vestnik::consumers
