#include "consumers/groups/group_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace vestnik::consumers {

namespace {

/// Calls `literal` and `name` with the parts of `text`; false if a brace has no partner.
template <class Literal, class Name>
bool walk(std::string_view text, Literal literal, Name name) {
  while (!text.empty()) {
    const auto open = text.find('{');
    literal(text.substr(0, open));
    if (open == std::string_view::npos)
      return true;
    text.remove_prefix(open + 1);
    const auto close = text.find('}');
    if (close == std::string_view::npos)
      return false;
    name(text.substr(0, close));
    text.remove_prefix(close + 1);
  }
  return true;
}

/// What stands for `name`; the first value of a name counts.
std::string_view value_of(std::string_view name, const capture_list& values) {
  const auto found = std::ranges::find(values, name, &capture_list::value_type::first);
  return found == values.end() ? std::string_view{} : found->second;
}

} // namespace

std::optional<model::error> group_name::problem(const std::vector<std::string>& names) const {
  std::string unknown;
  const bool whole = walk(
      text_, [](std::string_view) {},
      [&](std::string_view name) {
        if (unknown.empty() && std::ranges::find(names, name) == names.end())
          unknown = name.empty() ? "{}" : name;
      });
  if (!whole || text_.empty())
    return model::error{model::ec::invalid,
                        fmt::format("{} is not a name like room_{{room}}",
                                    text_.empty() ? "the empty text" : text_),
                        "group"};
  if (!unknown.empty())
    return model::error{model::ec::invalid,
                        fmt::format("there is no {} to fill into {}; there is: {}", unknown, text_,
                                    fmt::join(names, ", ")),
                        "group"};
  return std::nullopt;
}

std::string group_name::with(const capture_list& values) const {
  std::string filled;
  walk(
      text_, [&](std::string_view part) { filled += part; },
      [&](std::string_view name) { filled += value_of(name, values); });
  return filled;
}

std::string group_name::key(const connection& at, const capture_list& values) const {
  std::vector<std::string_view> parts{"", "", text_};
  // No mount has the empty path.
  if (of_ == owner::mount)
    parts = {at.facts().mount, at.stream(), text_};
  walk(
      text_, [](std::string_view) {},
      [&](std::string_view name) { parts.push_back(value_of(name, values)); });
  return group_key(parts);
}

std::string group_key(const std::vector<std::string_view>& parts) {
  std::string made;
  for (const auto part : parts)
    made += fmt::format("{}:{}", part.size(), part);
  return made;
}

std::vector<std::string> names_of(const std::vector<capture>& captures) {
  std::vector<std::string> names;
  for (const auto& one : captures)
    names.push_back(one.name);
  return names;
}

} // namespace vestnik::consumers
