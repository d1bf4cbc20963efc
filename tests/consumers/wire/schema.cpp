#include "consumers/wire/schema.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>
#include <string>

namespace vestnik::consumers::schema_tests {

TEST_SUITE_BEGIN("consumers/wire/schema");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

std::string text(const json_schema& schema) { return boost::json::serialize(schema); }

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

} // namespace

TEST_CASE("a bound that bounds nothing is not written") {
  CHECK(text(text_schema({0, any})) == R"({"type":"string"})");
  CHECK(text(text_schema({1, 80})) == R"({"type":"string","minLength":1,"maxLength":80})");
  CHECK(text(number_schema()) == R"({"type":"integer"})");
  CHECK(text(number_schema(-5, 5)) == R"({"type":"integer","minimum":-5,"maximum":5})");
  CHECK(text(number_schema(model::number_rule{0, UINT64_MAX})) ==
        R"({"type":"integer","minimum":0})");
}

TEST_CASE("an object needs what is required and has nothing else") {
  CHECK(text(object_schema({})) ==
        R"({"type":"object","properties":{},"additionalProperties":false})");
  CHECK(text(object_schema({{"a", text_schema()}, optional_field("b", boolean_schema())})) ==
        R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"boolean"}},)"
        R"("required":["a"],"additionalProperties":false})");
  CHECK(text(object_schema({}, other_fields::allowed)) == R"({"type":"object","properties":{}})");
}

TEST_CASE("an expression is anchored, and its named groups are written as browsers read them") {
  CHECK(text(pattern_schema("a|b")) == R"({"type":"string","pattern":"^(?:a|b)$"})");
  CHECK(text(pattern_schema("(?P<to>a)(?P<x>b)")) ==
        R"({"type":"string","pattern":"^(?:(?<to>a)(?<x>b))$"})");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::schema_tests
