#include "consumers/wire/reader.hpp"

#include "model/values/json.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_reader_tests {

TEST_SUITE_BEGIN("consumers/wire/reader");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// The value, or why it is refused.
template <class T>
std::string from_text(std::string_view text) {
  const auto read = reader<T>::read(text, "x");
  if constexpr (std::is_arithmetic_v<T>)
    return read ? std::to_string(*read) : read.error().message;
  else
    return read ? std::string{*read} : read.error().message;
}

template <class T>
std::string from_json(std::string_view text) {
  const auto value = model::parse_json(text).value();
  const auto read = reader<T>::read(value, "x");
  if (!read) {
    CHECK(read.error().code == model::ec::invalid);
    CHECK(read.error().field == "x");
    return read.error().message;
  }
  if constexpr (std::is_arithmetic_v<T>)
    return std::to_string(*read);
  else
    return std::string{*read};
}

} // namespace

TEST_CASE("a number fits its type, from text and from a field") {
  CHECK(from_text<std::uint8_t>("255") == "255");
  CHECK(from_text<std::uint8_t>("256") == "x must be a whole number from 0 to 255");
  for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "99999999999999999999"})
    CHECK(from_text<std::uint8_t>(text) == "x must be a whole number from 0 to 255");
  CHECK(from_text<std::int64_t>("-9223372036854775808") == "-9223372036854775808");
  CHECK(from_json<std::int8_t>("-128") == "-128");
  for (const auto* text : {"-129", "1.0", R"("1")", "null", "true", "[1]"})
    CHECK(from_json<std::int8_t>(text) == "x must be a whole number from -128 to 127");
  CHECK(from_json<std::uint64_t>("-1") == "x must be a whole number from 0 to 9223372036854775807");
}

TEST_CASE("texts, truths and ids are read as what they are") {
  CHECK(from_json<std::string>(R"("я")") == "я");
  CHECK(from_json<std::string_view>("1") == "x must be a string");
  CHECK(from_text<bool>("true") == "1");
  CHECK(from_text<bool>("1") == "x must be true or false");
  CHECK(from_json<bool>("false") == "0");
  CHECK(from_json<bool>("0") == "x must be true or false");
  using id = model::chat_id;
  const auto seven = model::parse_json(R"("7")").value();
  CHECK(reader<id>::read(seven, "x")->value == 7);
  CHECK(reader<id>::read(std::string_view{"7"}, "x")->value == 7);
  CHECK(reader<id>::read(std::string_view{"07"}, "x").error().field == "x");
}

TEST_CASE("an optional argument that is there is read like any other") {
  CHECK(reader<std::optional<int>>::read(std::string_view{"7"}, "x").value() == 7);
  CHECK_FALSE(reader<std::optional<int>>::read(std::string_view{"a"}, "x").has_value());
  CHECK(may_be_missing<std::optional<int>>);
  CHECK_FALSE(may_be_missing<int>);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_reader_tests
