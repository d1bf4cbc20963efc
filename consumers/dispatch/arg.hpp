#pragma once

#include "consumers/matching/path_pattern.hpp"
#include "consumers/wire/reader.hpp"
#include "model/error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// A name as a template argument.
template <std::size_t Size>
struct fixed_text {
  // NOLINTNEXTLINE(google-explicit-constructor): so that arg<"name"> can be written
  consteval fixed_text(const char (&text)[Size + 1]) { std::copy_n(text, Size, chars.begin()); }

  [[nodiscard]] constexpr std::string_view view() const { return {chars.data(), Size}; }

  std::array<char, Size> chars = {};
};
template <std::size_t Size>
fixed_text(const char (&)[Size]) -> fixed_text<Size - 1>;

/// A parameter of a handler with the name that it has on the wire:
/// `void say(arg<"room", int> room, arg<"text"> text)`. It is taken from the named group
/// of the handler's filters, else from the capture of the mount's path, else from the
/// field of the payload; which of them is settled at start-up. A request whose argument
/// is missing, unless it is a `std::optional`, or cannot be read is refused with
/// `invalid`, naming it.
template <fixed_text Name, class T = std::string_view>
class arg {
public:
  using value_type = T;
  static constexpr std::string_view name = Name.view();

  explicit arg(T value)
      : value_{std::move(value)} {}

  [[nodiscard]] const T& operator*() const noexcept { return value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &value_; }
  // NOLINTNEXTLINE(google-explicit-constructor): an argument is its value
  operator const T&() const noexcept { return value_; }

private:
  T value_;
};

/// What the arguments of one handler can be taken from; known at start-up.
struct argument_sources {
  /// Named groups of its filters, in their order.
  std::vector<std::string> groups;
  /// Of the mount's path.
  std::vector<capture> captures;
  /// Keys that its filters look at.
  std::vector<std::string> keys;
};

/// Where one argument is taken from.
struct argument_source {
  enum class kind : std::uint8_t { group, capture, field };
  kind from = kind::field;
  /// Among the groups or captures.
  std::size_t index = 0;
};

/// How the value of an argument is read: whether as a number.
enum class argument_form : std::uint8_t { text, number };

/// Errors: `invalid`, if the name is a group and a capture, or a capture that takes text
/// for a number.
[[nodiscard]] model::result<argument_source> find_source(const argument_sources& from,
                                                         std::string_view name, argument_form form);

} // namespace vestnik::consumers
