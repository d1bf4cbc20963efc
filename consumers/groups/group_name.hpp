#pragma once

#include "consumers/matching/path_pattern.hpp"
#include "consumers/ports/scope.hpp"
#include "model/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// The name of a group with parts in braces that are filled in for each connection:
/// `room_{room}` takes the path's capture `room`.
class group_name {
public:
  // NOLINTNEXTLINE(google-explicit-constructor): an option is written as text
  group_name(const char* text)
      : text_{text} {}

  /// Why it cannot be filled in from these names.
  [[nodiscard]] std::optional<model::error> problem(const std::vector<std::string>& names) const;

  /// With each `{name}` replaced; `problem` has seen to it that all are there.
  [[nodiscard]] std::string with(const capture_list& values) const;

private:
  std::string text_;
};

/// Names of captures, for `group_name::problem`.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<capture>& captures);

} // namespace vestnik::consumers
