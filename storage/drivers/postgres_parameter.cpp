#include "storage/drivers/postgres_parameter.hpp"

#include "storage/secrets/encoding.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

namespace vestnik::storage {

namespace {

/// By the place of the alternative in `value::held_type`.
constexpr std::string_view type_names[]{"", "bigint", "text", "bytea", "double precision"};

model::error refuse_nul() { return {model::ec::invalid, "text cannot contain NUL"}; }

model::result<postgres_parameter> to_parameter(const value& from) {
  if (from.has_nul())
    return refuse_nul();
  if (const auto* number = std::get_if<std::int64_t>(&from.held()))
    return postgres_parameter{std::to_string(*number)};
  // The shortest text that is read as the same number.
  if (const auto* real = std::get_if<double>(&from.held()))
    return postgres_parameter{fmt::format("{}", *real)};
  if (const auto* text = std::get_if<std::string_view>(&from.held()))
    return postgres_parameter{*text};
  if (const auto* bytes = std::get_if<blob>(&from.held()))
    return postgres_parameter{"\\x" + to_hex(bytes->bytes)};
  return postgres_parameter{};
}

/// PostgreSQL's documentation, § Array Input and Output Syntax.
void append_element(std::string& array, const postgres_parameter& element) {
  if (array.size() > 1)
    array += ',';
  if (!element) {
    array += "NULL";
    return;
  }
  array += '"';
  for (const auto c : *element) {
    if (c == '"' || c == '\\')
      array += '\\';
    array += c;
  }
  array += '"';
}

} // namespace

model::result<std::vector<postgres_parameter>> to_parameters(std::span<const value> values) {
  std::vector<postgres_parameter> made;
  made.reserve(values.size());
  for (const auto& each : values) {
    auto parameter = to_parameter(each);
    if (!parameter)
      return parameter.error();
    made.push_back(std::move(*parameter));
  }
  return made;
}

model::result<postgres_arrays> to_arrays(std::span<const value> cells, std::size_t width) {
  postgres_arrays made;
  for (std::size_t column = 0; column < width; ++column) {
    std::string_view type;
    std::string array = "{";
    for (auto place = column; place < cells.size(); place += width) {
      const auto& cell = cells[place];
      const auto type_of_cell = type_names[cell.held().index()];
      if (type.empty())
        type = type_of_cell;
      else if (!type_of_cell.empty() && type_of_cell != type)
        return model::error{model::ec::internal, "a column of rows to insert mixes types"};
      auto element = to_parameter(cell);
      if (!element)
        return element.error();
      append_element(array, *element);
    }
    made.types.push_back(type);
    made.parameters.emplace_back(std::move(array) + '}');
  }
  return made;
}

} // namespace vestnik::storage
