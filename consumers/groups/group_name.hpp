#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/matching/path_pattern.hpp"
#include "consumers/ports/scope.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// The name of a group with parts in braces that are filled in for each connection:
/// `room_{room}` takes the path's capture `room`.
///
/// It names a group of its mount and stream alone: others that are called the same have groups of
/// their own. Those who want one together ask for it: `group_name::shared`.
class group_name {
public:
  // NOLINTNEXTLINE(google-explicit-constructor): an option is written as text
  group_name(const char* text)
      : text_{text} {}

  /// A name of groups that all mounts and streams have together which ask for it by this text.
  [[nodiscard]] static group_name shared(const char* text) {
    group_name made{text};
    made.of_ = owner::all_mounts;
    return made;
  }

  /// Why it cannot be filled in from these names.
  [[nodiscard]] std::optional<model::error> problem(const std::vector<std::string>& names) const;

  /// For people: with each `{name}` replaced; `problem` has seen to it that all are there.
  [[nodiscard]] std::string with(const capture_list& values) const;

  /// For the group layer: the group of these values, and of no others.
  [[nodiscard]] std::string key(const connection& at, const capture_list& values) const;

private:
  std::string text_;
  enum class owner : std::uint8_t { mount, all_mounts } of_ = owner::mount;
};

/// One name made of several parts, of which any may come from a client: other parts give another
/// name. For groups that a class names itself, such as `group_key({"person", login})`.
[[nodiscard]] std::string group_key(const std::vector<std::string_view>& parts);

/// Names of captures, for `group_name::problem`.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<capture>& captures);

} // namespace vestnik::consumers
