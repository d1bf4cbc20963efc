#include "config/engine/option.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace vestnik::config {

namespace {

/// Levenshtein's distance: insertions, removals and replacements.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

} // namespace

const option* find_option(std::string_view key) {
  const auto rows = options();
  const auto found = std::ranges::find(rows, key, &option::key);
  return found == rows.end() ? nullptr : &*found;
}

std::optional<std::string_view> nearest_key(std::string_view unknown) {
  const auto by_distance = [unknown](const option& row) { return distance(unknown, row.key); };
  const auto& nearest = *std::ranges::min_element(options(), {}, by_distance);
  if (by_distance(nearest) > std::max<std::size_t>(2, unknown.size() / 4))
    return std::nullopt;
  return nearest.key;
}

std::string_view section_of(const option& row) { return row.key.substr(0, row.key.find('.')); }

bool is_section(std::string_view name) {
  return std::ranges::any_of(options(),
                             [name](const option& row) { return section_of(row) == name; });
}

std::string_view name_of(const option& row) { return row.key.substr(row.key.find('.') + 1); }

std::string variable_of(std::string_view key) {
  std::string name = "VESTNIK_";
  for (const char c : key)
    name +=
        c == '.' || c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

} // namespace vestnik::config
