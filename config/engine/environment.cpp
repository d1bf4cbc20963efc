#include "config/engine/environment.hpp"

#include "config/engine/option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include <unistd.h>

namespace vestnik::config {

namespace {

/// What an unknown variable may have meant: its words, as if they were a key.
std::string similar_variable(std::string_view name) {
  std::string key{name.substr(std::string_view{"VESTNIK_"}.size())};
  std::ranges::transform(key, key.begin(), [](unsigned char c) {
    return c == '_' ? '-' : static_cast<char>(std::tolower(c));
  });
  if (const auto dash = key.find('-'); dash != std::string::npos)
    key[dash] = '.';
  const auto nearest = nearest_key(key);
  return nearest ? fmt::format("; did you mean {}?", variable_of(*nearest)) : "";
}

} // namespace

environment process_environment() {
  environment variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text{*entry};
    if (const auto equals = text.find('='); equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::optional<std::string> value_of(const environment& variables, std::string_view name) {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty())
    return std::nullopt;
  return found->second;
}

reading read_environment(const environment& variables) {
  reading result;
  environment left;
  std::ranges::copy_if(variables, std::inserter(left, left.end()), [](const auto& variable) {
    return variable.first.starts_with("VESTNIK_") && variable.first != "VESTNIK_CONFIG";
  });
  for (const auto& row : options()) {
    const auto variable = left.extract(variable_of(row.key));
    if (variable)
      result.values.push_back({.key = std::string{row.key},
                               .items = {{form::untyped, variable.mapped()}},
                               .from = "environment, " + variable.key()});
  }
  // Not the value: what somebody else's variable holds may be a password.
  for (const auto& [name, value] : left)
    result.warnings.push_back(fmt::format("{} (environment): unknown variable, not used{}", name,
                                          similar_variable(name)));
  return result;
}

} // namespace vestnik::config
