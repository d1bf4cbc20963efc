#pragma once

#include "consumers/matching/pattern.hpp"
#include "consumers/ports/scope.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// What a capture of a path takes.
enum class capture_kind : std::uint8_t {
  /// `{name}`: any text.
  text,
  /// `{name:int}`: a whole number that fits 64 bits with sign.
  integer,
  /// `{name:id}`: a positive whole number without leading zeros.
  id,
  /// `{name:REGEX}`: what the expression matches as a whole.
  expression,
};

struct capture {
  std::string name;
  capture_kind kind = capture_kind::text;
  /// Of `capture_kind::expression`.
  std::string expression = {};
};

/// The path of a mount: `/chat/{room:int}/`. A segment is a literal or one capture,
/// which takes the whole segment and never an empty one.
class path_pattern {
public:
  /// Errors: `invalid`, saying what is wrong.
  [[nodiscard]] static model::result<path_pattern> compile(std::string_view text);

  /// What the captures took of `path`, which is percent-decoded; empty: no match.
  [[nodiscard]] std::optional<capture_list> match(std::string_view path) const;

  /// Whether some path surely matches both: two different expressions are not compared.
  [[nodiscard]] bool overlaps(const path_pattern& other) const;

  [[nodiscard]] const std::vector<capture>& captures() const noexcept { return captures_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  /// As an AsyncAPI address: captures without what they take, `/chat/{room}/`.
  [[nodiscard]] std::string address() const;

private:
  /// A literal, or the capture's name with what it takes; text takes anything.
  struct segment {
    std::string text;
    std::optional<capture_kind> captures;
    std::optional<pattern> expected;

    [[nodiscard]] bool matches(std::string_view part) const;
    [[nodiscard]] bool overlaps(const segment& other) const;
  };

  [[nodiscard]] static model::result<segment> compile_capture(std::string_view part);

  std::string text_;
  std::vector<segment> segments_;
  std::vector<capture> captures_;
};

} // namespace vestnik::consumers
