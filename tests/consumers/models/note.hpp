#pragma once

#include "consumers/models/described.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::consumers {

/// A model with a field of each kind.
struct note {
  model::id<struct note_tag> id;
  std::string text;
  std::int8_t stars = 0;
  double weight = 0;
  bool done = false;
  std::optional<std::string> tag;
  std::string author;

  [[nodiscard]] std::optional<model::error> problem() const {
    if (text.empty())
      return model::error{model::ec::invalid, "a note has a text", "text"};
    return std::nullopt;
  }

  static constexpr std::string_view table = "notes";
  static constexpr std::array<std::string_view, 1> read_only{"author"};
};
BOOST_DESCRIBE_STRUCT(note, (), (id, text, stars, weight, done, tag, author))

/// A model with numbers for keys and without rules.
struct place {
  std::int64_t pk = 0;
  std::string name;
  std::int64_t x = 0;

  static constexpr std::string_view table = "places";
  static constexpr std::string_view key = "pk";
};
BOOST_DESCRIBE_STRUCT(place, (), (pk, name, x))

} // namespace vestnik::consumers
