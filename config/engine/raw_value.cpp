#include "config/engine/raw_value.hpp"

#include <fmt/format.h>

namespace vestnik::config {

namespace {

std::string scalar_text(const scalar& value) {
  return value.shape == form::text ? fmt::format("\"{}\"", value.text) : value.text;
}

} // namespace

std::string to_text(const raw_value& value) {
  if (value.count == arity::single)
    return scalar_text(value.items.front());
  std::string joined;
  for (const auto& item : value.items)
    joined += (joined.empty() ? "" : ", ") + scalar_text(item);
  return fmt::format("[{}]", joined);
}

} // namespace vestnik::config
