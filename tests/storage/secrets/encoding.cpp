#include "storage/secrets/encoding.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::encoding_tests {

TEST_SUITE_BEGIN("storage/secrets/encoding");

using namespace vestnik::storage;

TEST_CASE("bytes become two lower-case digits each") {
  CHECK(to_hex("") == "");
  CHECK(to_hex(std::string{"\0\x0f\xff", 3}) == "000fff");
}

TEST_CASE("digits become the bytes they were made from") {
  CHECK(from_hex("") == "");
  CHECK(from_hex("000fFf") == std::string{"\0\x0f\xff", 3});
  for (const auto* digits : {"0", "000", "0g", "00 ", " 00", "0x00"}) {
    CAPTURE(digits);
    CHECK_FALSE(from_hex(digits).has_value());
  }
}

TEST_CASE("base64url is that of RFC 4648 without padding") {
  const struct {
    std::string bytes;
    std::string text;
  } table[]{
      // RFC 4648 §10, less the padding.
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
  };
  for (const auto& [bytes, text] : table) {
    CHECK(to_base64url(bytes) == text);
    CHECK(from_base64url(text) == bytes);
  }
}

TEST_CASE("a text that is no base64url is refused") {
  for (const auto* text : {"Zg==", "Zm9v!", "+//+", "Z", "Zm9v\n", " Zm9v"}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64url(text).has_value());
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::encoding_tests
