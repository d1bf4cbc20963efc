#include "model/values/fields.hpp"

#include "model/values/id.hpp"
#include "model/values/json.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <doctest/doctest.h>

namespace vestnik::model::fields_tests {

TEST_SUITE_BEGIN("model/values/fields");

using namespace vestnik::model;

namespace {

boost::json::object object(std::string_view text) {
  return std::move(parse_json(text).value().get_object());
}

/// Why reading the one field `x` of `text` is refused; empty if it is not.
template <class Read>
std::string refusal(std::string_view text, Read read) {
  const auto from = object(text);
  fields aut{from};
  read(aut);
  const auto problem = aut.problem();
  if (!problem)
    return "";
  CHECK(problem->code == ec::invalid);
  CHECK(problem->field == "x");
  return problem->message;
}

enum class colour : std::uint8_t { red, green };
constexpr std::array<std::pair<std::string_view, colour>, 2> colours{
    {{"red", colour::red}, {"green", colour::green}}};

} // namespace

TEST_CASE("fields in order are read as they are") {
  const auto from = object(R"({"t":"Ян","n":7,"i":"42","c":"green",
                               "u":"3A1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11","v":[1]})");
  fields aut{from};
  CHECK(aut.text("t", {2, 2}) == "Ян");
  CHECK(aut.number("n", {7, 7}) == 7);
  CHECK(aut.id<chat_id>("i") == chat_id{42});
  CHECK(aut.one_of("c", colours) == colour::green);
  CHECK(aut.uuid("u") == "3A1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
  CHECK(aut.value("v")->is_array());
  CHECK(aut.text_or("missing", {1, 2}, "default") == "default");
  CHECK(aut.number_or("missing too", {1, 2}, 50) == 50);
  CHECK_FALSE(aut.problem().has_value());
}

TEST_CASE("a text with a form is refused by its rule first, and then by its form") {
  constexpr text_form even{{1, 4},
                           [](std::string_view text) noexcept { return text.size() % 2 == 0; },
                           "must be even",
                           R"({"type": "string"})"};
  const auto read = [&](fields& in) { (void)in.formed_text("x", even); };
  CHECK(refusal(R"({"x":"ab"})", read) == "");
  CHECK(refusal(R"({"x":"abc"})", read) == "x must be even");
  CHECK(refusal(R"({"x":"abcdef"})", read) == "x must be a string of 1 to 4 characters");
  CHECK(refusal(R"({})", read) == "x is missing");
}

TEST_CASE("each value of an enumeration has its word") {
  CHECK(word_of(colour::red, colours) == "red");
  CHECK(word_of(colour::green, colours) == "green");
}

TEST_CASE("a value without a word is not taken for another") {
  CHECK(word_of(static_cast<colour>(2), colours) == "");
}

TEST_CASE("a text is refused by type, length and control characters") {
  const auto read = [](fields& in) {
    (void)in.text("x", {2, 3, text_rule::characters::printable});
  };
  const auto* length = "x must be a string of 2 to 3 characters";
  CHECK(refusal("{}", read) == "x is missing");
  CHECK(refusal(R"({"x":7})", read) == length);
  CHECK(refusal(R"({"x":null})", read) == length);
  CHECK(refusal(R"({"x":"a"})", read) == length);
  CHECK(refusal(R"({"x":"Пётр"})", read) == length);
  CHECK(refusal(R"({"x":"a\nb"})", read) == "x must not contain control characters");
  CHECK(refusal(R"({"x":"a\nb"})", [](fields& in) { (void)in.text("x", {2, 3}); }) == "");
  CHECK(refusal(R"({"x":"Ян"})", read) == "");
}

TEST_CASE("a number is refused by type and range") {
  const auto read = [](fields& in) { (void)in.number("x", {1, 200}); };
  CHECK(refusal("{}", read) == "x is missing");
  for (const auto* text : {R"({"x":0})", R"({"x":201})", R"({"x":-1})", R"({"x":1.5})",
                           R"({"x":"7"})", R"({"x":true})", R"({"x":1e2})"})
    CHECK_MESSAGE(refusal(text, read) == "x must be a whole number from 1 to 200", text);
  CHECK(refusal(R"({"x":1})", read) == "");
  CHECK(refusal(R"({"x":200})", read) == "");
}

TEST_CASE("an optional field that is there is held to its rule") {
  CHECK(refusal(R"({"x":0})", [](fields& in) { (void)in.number_or("x", {1, 2}, 1); }) != "");
  CHECK(refusal(R"({"x":""})", [](fields& in) { (void)in.text_or("x", {1, 2}, "a"); }) != "");
  CHECK(refusal(R"({"x":null})", [](fields& in) { (void)in.text_or("x", {1, 2}, "a"); }) != "");
}

TEST_CASE("an id is a string of digits") {
  const auto read = [](fields& in) { (void)in.id<chat_id>("x"); };
  CHECK(refusal("{}", read) == "x is missing");
  for (const auto* text : {R"({"x":42})", R"({"x":""})", R"({"x":"0"})", R"({"x":"-4"})",
                           R"({"x":"4a"})", R"({"x":{}})"})
    CHECK_MESSAGE(refusal(text, read) == "x must be an id: a string of decimal digits", text);
}

TEST_CASE("a UUID has the canonical form") {
  const auto read = [](fields& in) { (void)in.uuid("x"); };
  CHECK(refusal("{}", read) == "x is missing");
  for (const auto* text :
       {R"({"x":1})", R"({"x":""})", R"({"x":"3a1c8f0e52d44c0b9d5e0d6a5f1b7c11"})",
        R"({"x":"3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c1"})",
        R"({"x":"3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c1g"})",
        R"({"x":"{a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11"})",
        R"({"x":"3a1c8f0-e52d4-4c0b-9d5e-0d6a5f1b7c11"})"})
    CHECK_MESSAGE(refusal(text, read).starts_with("x must be a UUID"), text);
}

TEST_CASE("a word is one of those that are allowed") {
  const auto read = [](fields& in) { (void)in.one_of("x", colours); };
  CHECK(refusal("{}", read) == "x is missing");
  CHECK(refusal(R"({"x":"blue"})", read) == "x must be one of: red, green");
  CHECK(refusal(R"({"x":0})", read) == "x must be one of: red, green");
}

TEST_CASE("an unknown field is refused by name, and a long name is cut") {
  const auto from = object(R"({"role":"admin"})");
  CHECK(fields{from}.problem()->field == "role");
  CHECK(fields{from}.problem()->message == "there is no field role here");

  boost::json::object long_name;
  long_name.emplace(std::string(5000, 'a'), 1);
  CHECK(fields{long_name}.problem()->field == std::string(64, 'a'));
}

TEST_CASE("the first of several problems is told") {
  const auto from = object(R"({"a":1,"b":1,"zzz":1})");
  fields aut{from};
  (void)aut.text("b", {1, 2});
  (void)aut.text("a", {1, 2});
  aut.refuse("c", "later");
  CHECK(aut.problem()->field == "b");
}

TEST_SUITE_END();

} // namespace vestnik::model::fields_tests
