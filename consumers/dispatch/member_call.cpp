#include "consumers/dispatch/member_call.hpp"

#include "model/values/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace vestnik::consumers {

std::optional<model::error> find_unknown(const request& request,
                                         const std::vector<std::string>& known) {
  constexpr std::size_t shown = 64;
  for (const auto& [key, value] : request.arguments) {
    const std::string_view name{key.data(), key.size()};
    if (std::ranges::find(known, name) != known.end())
      continue;
    const std::string field{model::first_code_points(name, shown)};
    return model::error{model::ec::invalid, fmt::format("there is no field {} here", field), field};
  }
  return std::nullopt;
}

} // namespace vestnik::consumers
