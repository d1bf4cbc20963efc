#pragma once

#include "consumers/matching/pattern.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::consumers {

/// A JSON value that a filter compares with. Numbers are whole.
using literal = std::variant<std::nullptr_t, bool, std::int64_t, std::string>;

/// Any of these values.
struct one_of {
  one_of(std::initializer_list<literal> allowed)
      : values{allowed} {}
  explicit one_of(std::vector<literal> allowed)
      : values{std::move(allowed)} {}

  std::vector<literal> values;
};

/// A string that matches the regular expression as a whole. Its named groups,
/// `(?P<name>…)`, are arguments of the handler.
struct matches {
  std::string expression;
  /// A text that matches, for the document of the endpoints.
  std::string example = {};
};

/// What one key of a payload must hold: `{"action", "say"}`, `{"kind", one_of{"a", "b"}}`,
/// `{"text", matches{"@(?P<who>\\w+) .*"}}`. A payload without the key does not match.
struct filter {
  filter(std::string on, literal value)
      : key{std::move(on)}
      , rule{one_of{std::move(value)}} {}
  filter(std::string on, one_of values)
      : key{std::move(on)}
      , rule{std::move(values)} {}
  filter(std::string on, matches text)
      : key{std::move(on)}
      , rule{std::move(text)} {}

  std::string key;
  std::variant<one_of, matches> rule;
};

/// All of them must match.
using filter_list = std::vector<filter>;

/// A filter with its expression compiled.
struct compiled_filter {
  std::string key;
  std::variant<std::vector<literal>, pattern> rule;
};
using compiled_filters = std::vector<compiled_filter>;

/// Errors: `invalid`, saying what is wrong: an expression, a set without values, a key
/// that is given twice, too many groups or two of one name.
[[nodiscard]] model::result<compiled_filters> compile(const filter_list& filters);

/// How the payloads that two handlers match lie to each other.
enum class relation : std::uint8_t {
  /// None matches both, or none is known: two different expressions are not compared.
  apart,
  /// The first matches all that the second does.
  covers,
  /// The second matches all that the first does, and more.
  within,
  /// Some match both, some only the one or the other.
  overlap,
};
[[nodiscard]] relation compare(const compiled_filters& first, const compiled_filters& second);

/// For the operator: `{action: "say", text: /.+/}`.
[[nodiscard]] std::string to_string(const compiled_filters& filters);

} // namespace vestnik::consumers
