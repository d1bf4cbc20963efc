#include "model/enumeration.hpp"

#include <cstdint>
#include <doctest/doctest.h>

namespace vestnik::model::enumeration_tests {

TEST_SUITE_BEGIN("model/enumeration");

using namespace vestnik::model;

namespace {

enum class colour : std::uint8_t { red, green = 255 };

constexpr bool is_enumerator(colour value) {
  switch (value) {
  case colour::red:
  case colour::green:
    return true;
  }
  return false;
}

struct row {
  int number;
  colour value;
};

template <std::size_t Size>
consteval bool is_whole(const std::array<row, Size>& table) {
  return has_a_row_for_each(table, &row::value, is_enumerator);
}

} // namespace

TEST_CASE("a table is whole with one row for each enumerator, in any order") {
  CHECK(is_whole(std::to_array<row>({{1, colour::red}, {2, colour::green}})));
  CHECK(is_whole(std::to_array<row>({{1, colour::green}, {2, colour::red}})));
}

TEST_CASE("a table without the row of an enumerator is not whole") {
  CHECK_FALSE(is_whole(std::to_array<row>({{1, colour::red}})));
}

TEST_CASE("a table with two rows for one enumerator is not whole") {
  CHECK_FALSE(
      is_whole(std::to_array<row>({{1, colour::red}, {2, colour::green}, {3, colour::green}})));
}

TEST_CASE("a table with a row for what is no enumerator is not whole") {
  CHECK_FALSE(is_whole(
      std::to_array<row>({{1, colour::red}, {2, colour::green}, {3, static_cast<colour>(7)}})));
}

TEST_SUITE_END();

} // namespace vestnik::model::enumeration_tests
