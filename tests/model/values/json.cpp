#include "model/values/json.hpp"

#include <boost/json/serialize.hpp>

#include <cstdint>
#include <doctest/doctest.h>

namespace vestnik::model::json_tests {

TEST_SUITE_BEGIN("model/values/json");

using namespace vestnik::model;
using namespace std::string_literals;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string round_trip(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed ? boost::json::serialize(*parsed) : "refused: " + parsed.error().message;
}

} // namespace

TEST_CASE("JSON comes back as it was") {
  for (const auto* text : {"null", "true", "false", "0", "-1", "9223372036854775807",
                           "-9223372036854775808", "1.5E0", R"("")", R"("Пётр 🦊")", "[]",
                           "{}", "[1,[2,[]],{}]", R"({"a":{"b":[{"c":null}]},"d":"e"})"})
    CHECK(round_trip(text) == text);
  CHECK(round_trip(" { \"a\" :\t1 }\r\n") == R"({"a":1})");
  CHECK(round_trip(R"("\u044F\ud83e\udd8a\/\n")") == R"("я🦊/\n")");
}

TEST_CASE("a long string, key and number come back whole") {
  const auto text = "{\"" + std::string(9'000, 'k') + "\":\"" + std::string(200'000, 'v') + "\"}";
  CHECK(round_trip(text) == text);
  CHECK(parse_json("0." + std::string(5'000, '0') + "1").has_value());
}

TEST_CASE("a text that is not JSON is refused") {
  for (const std::string& text :
       {""s,        " "s,        "{"s,     "}"s,     "[1,]"s,    "{\"a\":1,}"s,
        "{a:1}"s,   "{'a':1}"s,  "01"s,    "+1"s,    "1."s,      ".5"s,
        "NaN"s,     "Infinity"s, "tru"s,   "\"a"s,   "\"\\x\""s, "\"\n\""s,
        "1 2"s,     "{}{}"s,     "[]x"s,   "/**/1"s, "1//"s,     "\xEF\xBB\xBF{}"s,
        "{\"a\"}"s, "{\"a\":}"s, "[1 2]"s, "{1:2}"s}) {
    CAPTURE(text);
    const auto parsed = parse_json(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == ec::malformed);
    CHECK(parsed.error().message.starts_with("not valid JSON at byte "));
  }
}

TEST_CASE("a key that is given twice is refused by name, at any depth") {
  for (const auto* text :
       {R"({"a":1,"a":1})", R"([{"b":{"a":1,"c":2,"a":3}}])", R"({"a":1,"\u0061":2})"}) {
    const auto parsed = parse_json(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == ec::malformed);
    CHECK(parsed.error().message.ends_with(R"(the key "a" is given twice)"));
  }
  CHECK(parse_json(R"({"a":{"a":{"a":1}},"A":2})").has_value());
}

TEST_CASE("NUL is refused in strings and keys, escaped or not") {
  for (const std::string& text :
       {R"("a\u0000b")"s, R"({"\u0000":1})"s, "\"a\0b\""s, "\0"s, "{}\0"s, R"(["\u0000"])"s}) {
    CAPTURE(text.size());
    CHECK_FALSE(parse_json(text).has_value());
  }
}

TEST_CASE("invalid UTF-8 is refused") {
  for (const auto* bytes :
       {"\"\xFF\"", "\"\xC0\x80\"", "\"\xE2\x82\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
        "\"\x80\"", "{\"\xC3\":1}", R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")"})
    CHECK_FALSE(parse_json(bytes).has_value());
}

TEST_CASE("an integer that does not fit is refused, not rounded") {
  for (const auto* text :
       {"9223372036854775808", "-9223372036854775809", "18446744073709551615",
        "18446744073709551616", "123456789012345678901234567890", "[1e999]", "-1e999"})
    CHECK_MESSAGE(!parse_json(text).has_value(), text);
  CHECK(parse_json("123456789012345678901234567890.0")->is_double());
  CHECK(parse_json("1e3")->as_double() == 1000);
}

TEST_CASE("nesting is limited to exactly the depth that is allowed") {
  CHECK(parse_json(nested(32)).has_value());
  CHECK_FALSE(parse_json(nested(33)).has_value());
  CHECK_FALSE(parse_json(nested(100'000)).has_value());
  CHECK(parse_json(nested(2), {.depth = 2}).has_value());
  CHECK_FALSE(parse_json(nested(3), {.depth = 2}).has_value());
}

TEST_CASE("size is judged before anything is parsed") {
  CHECK(parse_json("[1]", {.bytes = 3}).has_value());
  const auto parsed = parse_json("[[[[", {.bytes = 3});
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code == ec::too_large);
}

TEST_CASE("every prefix of a text is refused and none is read beyond its end") {
  const std::string whole = R"({"a":[1,-2.5e3,"я\u044f",true,null],"b":{"c":""}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A buffer of its own, so that the address sanitizer sees the end.
    const std::string prefix{whole, 0, size};
    CHECK_FALSE(parse_json(prefix).has_value());
  }
  CHECK(parse_json(whole).has_value());
}

TEST_CASE("text is quoted as a JSON string") {
  CHECK(quoted("Пётр \"x\"\\\n") == R"("Пётр \"x\"\\\n")");
  CHECK(quoted("") == R"("")");
}

TEST_CASE("a refusal says code, field and message, and when waiting helps for how long") {
  CHECK(to_json(error{ec::conflict, "the login alice is taken", "login"}).text ==
        R"({"code":"conflict","field":"login","message":"the login alice is taken"})");
  CHECK(to_json(error{ec::too_many, "slow down", "", std::chrono::milliseconds{1500}}).text ==
        R"({"code":"too_many","field":"","message":"slow down","retry_ms":1500})");
}

TEST_SUITE_END();

} // namespace vestnik::model::json_tests
