#include "model/values/id.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vestnik::model {

result<std::int64_t> parse_id(std::string_view text, std::string_view field) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end || value <= 0 || text.front() == '0')
    return error{ec::invalid, fmt::format("{} must be a positive decimal id", field),
                 std::string{field}};
  return value;
}

} // namespace vestnik::model
