#pragma once

#include "model/error.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace vestnik::consumers {

/// Capturing groups that one pattern, and all patterns of one handler, may have.
inline constexpr std::size_t most_groups = 16;

/// What the named groups of matched patterns took, in their order. The text belongs to
/// the message that was matched.
struct group_values {
  std::array<std::string_view, most_groups> text = {};
  std::size_t count = 0;
};

/// A regular expression in RE2's syntax, compiled once and shared by its copies; any
/// thread may match with it. Time is linear in the text, whatever the expression is.
class pattern {
public:
  /// Errors: `invalid`, for an expression that RE2 refuses, with its words; for more
  /// than `most_groups` groups; for two groups of one name.
  [[nodiscard]] static model::result<pattern> compile(std::string_view expression);

  /// Whether the whole of `text` matches; adds what the named groups took to `into`,
  /// which has room for them.
  [[nodiscard]] bool match(std::string_view text, group_values& into) const;
  [[nodiscard]] bool match(std::string_view text) const;

  /// Names of its named groups in the order of their opening parentheses.
  [[nodiscard]] std::span<const std::string> names() const noexcept { return names_; }
  [[nodiscard]] const std::string& expression() const;

private:
  std::shared_ptr<const re2::RE2> compiled_;
  std::vector<std::string> names_;
  /// Numbers of the named groups, in the same order.
  std::vector<int> numbers_;
};

} // namespace vestnik::consumers
