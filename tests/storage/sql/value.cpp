#include "storage/sql/value.hpp"

#include <doctest/doctest.h>
#include <limits>

namespace vestnik::storage::value_tests {

TEST_SUITE_BEGIN("storage/sql/value");

using namespace vestnik;
using namespace vestnik::storage;

namespace {

std::int64_t integer(const value& of) { return std::get<std::int64_t>(of.held()); }

} // namespace

TEST_CASE("numbers, enumerations, ids and times are stored as integers") {
  enum class colour : std::uint8_t { red = 200 };
  CHECK(integer(-1) == -1);
  CHECK(integer(std::uint32_t{4'294'967'295u}) == 4'294'967'295);
  CHECK(integer(colour::red) == 200);
  CHECK(integer(model::chat_id{42}) == 42);
  CHECK(integer(model::timestamp{std::chrono::microseconds{-7}}) == -7);
}

TEST_CASE("a number that BIGINT cannot hold is stored as the greatest") {
  constexpr auto greatest = std::numeric_limits<std::int64_t>::max();
  CHECK(integer(std::numeric_limits<std::uint64_t>::max()) == greatest);
  CHECK(integer(std::uint64_t{1} << 63) == greatest);
  CHECK(integer(greatest) == greatest);
}

TEST_CASE("a number with a fraction is stored as it is") {
  CHECK(std::get<double>(value{0.1}.held()) == 0.1);
  CHECK(std::get<double>(value{0.5F}.held()) == 0.5);
}

TEST_CASE("text, bytes and null are different things") {
  CHECK(std::get<std::string_view>(value{"text"}.held()) == "text");
  CHECK(std::get<blob>(value{blob{"bytes"}}.held()).bytes == "bytes");
  CHECK(std::holds_alternative<std::monostate>(value{nullptr}.held()));
}

TEST_SUITE_END();

} // namespace vestnik::storage::value_tests
