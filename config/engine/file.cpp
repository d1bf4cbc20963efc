#include "config/engine/file.hpp"

#include "config/engine/option.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace vestnik::config {

namespace {

std::string place(const std::string& name, const toml::source_region& where) {
  return fmt::format("{}, line {}", name, where.begin.line);
}

/// The node as TOML, for values that are no scalars of ours (dates, floats, tables).
std::string as_written(const toml::node& node) {
  std::ostringstream text;
  text << toml::node_view<const toml::node>{node};
  return text.str();
}

scalar to_scalar(const toml::node& node) {
  if (const auto* text = node.as_string())
    return {form::text, text->get()};
  if (const auto* number = node.as_integer())
    return {form::number, std::to_string(number->get())};
  if (const auto* boolean = node.as_boolean())
    return {form::boolean, boolean->get() ? "true" : "false"};
  return {form::other, as_written(node)};
}

raw_value to_raw_value(std::string key, const toml::node& node, std::string from) {
  raw_value value{.key = std::move(key), .from = std::move(from)};
  if (const auto* list = node.as_array()) {
    value.count = arity::list;
    for (const auto& item : *list)
      value.items.push_back(to_scalar(item));
  } else {
    value.items.push_back(to_scalar(node));
  }
  return value;
}

std::string unknown(std::string_view key, const std::string& from) {
  const auto nearest = nearest_key(key);
  return fmt::format("{} ({}): unknown key; {}", key, from,
                     nearest ? fmt::format("did you mean {}?", *nearest)
                             : "vestnik.toml.example lists all");
}

void collect(const toml::table& section, const std::string& prefix, const std::string& name,
             reading& into) {
  for (const auto& [key, node] : section) {
    const auto full = prefix + std::string{key.str()};
    const auto from = place(name, key.source());
    const auto* inner = node.as_table();
    if (find_option(full))
      into.values.push_back(to_raw_value(full, node, from));
    else if (inner && (!inner->empty() || is_section(full)))
      collect(*inner, full + '.', name, into);
    else
      into.problems.push_back(unknown(full, from));
  }
}

} // namespace

reading read_toml(std::string_view text, const std::string& name) {
  reading result;
  try {
    collect(toml::parse(text, name), "", name, result);
  } catch (const toml::parse_error& failure) {
    result.problems.push_back(
        fmt::format("{}: {}", place(name, failure.source()), failure.description()));
  }
  return result;
}

reading read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string text;
  for (std::array<char, 4096> chunk; file.read(chunk.data(), chunk.size()), file.gcount() > 0;)
    text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad())
    return {.problems = {fmt::format("{}: cannot be read: {}", path, std::strerror(errno))}};
  return read_toml(text, path);
}

} // namespace vestnik::config
