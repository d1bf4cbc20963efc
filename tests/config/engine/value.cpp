#include "config/engine/value.hpp"

#include "config/settings.hpp"

#include <doctest/doctest.h>
#include <initializer_list>
#include <vector>

namespace vestnik::config::value_tests {

TEST_SUITE_BEGIN("config/engine/value");

using namespace vestnik::config;
using namespace std::chrono_literals;

namespace {

raw_value one(form shape, std::string text) { return {.items = {{shape, std::move(text)}}}; }

raw_value many(std::initializer_list<scalar> items) {
  return {.count = arity::list, .items = items};
}

/// Whether `value` is taken and read as `expected`.
template <class T>
bool takes(const raw_value& value, const rule& allowed, const T& expected) {
  T into{};
  return setting_type<T>::read(value, allowed, into) && into == expected;
}

/// Whether `value` is refused and the target left alone.
template <class T>
bool refuses(const raw_value& value, const rule& allowed, const T& before = T{}) {
  T into = before;
  return !setting_type<T>::read(value, allowed, into) && into == before;
}

const auto ports = between(1, 65535);
const auto is_a = matching([](std::string_view text) { return text == "a"; }, "the letter a");

} // namespace

TEST_CASE("numbers are whole, within their bounds and without quotes in a file") {
  CHECK(takes(one(form::untyped, "1"), ports, 1u));
  CHECK(takes(one(form::number, "65535"), ports, std::uint16_t{65535}));
  for (const auto& value :
       {one(form::untyped, "0"), one(form::number, "65536"), one(form::untyped, "-1"),
        one(form::untyped, "1.0"), one(form::untyped, " 1"), one(form::untyped, ""),
        one(form::untyped, "99999999999999999999"), one(form::text, "80"),
        many({{form::number, "80"}})})
    CHECK_MESSAGE(refuses<unsigned>(value, ports, 7), to_text(value));
}

TEST_CASE("texts follow their option's form") {
  CHECK(takes(one(form::text, "a"), is_a, std::string{"a"}));
  CHECK(takes(one(form::untyped, ""), anything(), std::string{}));
  CHECK(refuses<std::string>(one(form::untyped, "b"), is_a, "old"));
  CHECK(refuses<std::string>(one(form::number, "1"), anything(), "old"));
}

TEST_CASE("a boolean is true or false") {
  CHECK(takes(one(form::untyped, "true"), anything(), true));
  CHECK(takes(one(form::boolean, "false"), anything(), false));
  for (const auto& value : {one(form::untyped, "yes"), one(form::untyped, "1"),
                            one(form::untyped, ""), one(form::text, "true")})
    CHECK_MESSAGE(refuses<bool>(value, anything()), to_text(value));
}

TEST_CASE("sizes may be plain numbers of bytes, durations need a unit") {
  CHECK(takes(one(form::text, "2KiB"), between(1_KiB, 1_MiB), byte_count{2048}));
  CHECK(takes(one(form::number, "2048"), between(1_KiB, 1_MiB), 2_KiB));
  CHECK(refuses(one(form::untyped, "1B"), between(1_KiB, 1_MiB), 5_KiB));
  CHECK(refuses(one(form::untyped, "2MiB"), between(1_KiB, 1_MiB), 5_KiB));
  CHECK(takes(one(form::text, "2s"), between(1s, 1min), duration{2s}));
  CHECK(refuses<duration>(one(form::number, "2"), between(1s, 1min), 5s));
  CHECK(refuses<duration>(one(form::untyped, "2h"), between(1s, 1min), 5s));
}

TEST_CASE("a choice is one of its names") {
  CHECK(takes(one(form::text, "trace"), anything(), log_level::trace));
  CHECK(takes(one(form::untyped, "error"), anything(), log_level::error));
  CHECK(takes(one(form::untyped, "json"), anything(), log_format::json));
  CHECK(refuses(one(form::untyped, "Trace"), anything(), log_level::info));
  CHECK(refuses(one(form::untyped, "loud"), anything(), log_level::info));
}

TEST_CASE("a list is an array in a file and has commas elsewhere") {
  using texts = std::vector<std::string>;
  using numbers = std::vector<std::uint16_t>;
  CHECK(takes(many({{form::text, "a"}, {form::text, "a"}}), is_a, texts{"a", "a"}));
  CHECK(takes(one(form::untyped, "a, a,a"), is_a, texts{"a", "a", "a"}));
  CHECK(takes(one(form::untyped, ""), is_a, texts{}));
  CHECK(takes(many({}), is_a, texts{}));
  CHECK(takes(one(form::untyped, "143,993"), ports, numbers{143, 993}));
  CHECK(refuses<texts>(one(form::text, "a,a"), is_a, {"old"}));
  CHECK(refuses<texts>(one(form::untyped, "a,,a"), is_a, {"old"}));
  CHECK(refuses<texts>(one(form::untyped, "a,b"), is_a, {"old"}));
  CHECK(refuses<numbers>(many({{form::text, "143"}}), ports, {1}));
  CHECK(refuses<numbers>(many({{form::number, "143"}, {form::number, "0"}}), ports, {1}));
}

TEST_CASE("values are written as TOML") {
  CHECK(setting_type<std::string>::write("a\"b\\c\n\xc3\xa9") == "\"a\\\"b\\\\c\\u000A\xc3\xa9\"");
  CHECK(setting_type<bool>::write(true) == "true");
  CHECK(setting_type<unsigned>::write(7) == "7");
  CHECK(setting_type<byte_count>::write(256_KiB) == "\"256KiB\"");
  CHECK(setting_type<duration>::write(75s) == "\"75s\"");
  CHECK(setting_type<log_level>::write(log_level::warning) == "\"warning\"");
  CHECK(setting_type<std::vector<std::string>>::write({"a", "b"}) == "[\"a\", \"b\"]");
  CHECK(setting_type<std::vector<std::uint16_t>>::write({}) == "[]");
}

TEST_CASE("a rule says in words what it allows") {
  CHECK(setting_type<std::string>::wanted(anything()) == "text");
  CHECK(setting_type<std::string>::wanted(is_a) == "the letter a");
  CHECK(setting_type<bool>::wanted(anything()) == "true or false");
  CHECK(setting_type<unsigned>::wanted(between(1, 64)) == "a whole number from 1 to 64");
  CHECK(setting_type<byte_count>::wanted(between(1_KiB, 1_GiB)) ==
        "a size (B, KiB, MiB, GiB) from 1KiB to 1GiB");
  CHECK(setting_type<duration>::wanted(between(1s, 1h)) ==
        "a duration (ms, s, min, h, d) from 1s to 1h");
  CHECK(setting_type<log_level>::wanted(anything()) == "one of trace, debug, info, warning, error");
  CHECK(setting_type<log_format>::wanted(anything()) == "one of text, json");
  CHECK(setting_type<std::vector<std::string>>::wanted(is_a) == "a list, each the letter a");
}

TEST_SUITE_END();

} // namespace vestnik::config::value_tests
