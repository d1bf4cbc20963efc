#include "consumers/models/described.hpp"

#include "model/values/json.hpp"
#include "tests/consumers/models/note.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

namespace vestnik::consumers::models_described_tests {

TEST_SUITE_BEGIN("consumers/models/described");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

row parsed(std::string_view text) { return model::parse_json(text).value().get_object(); }

field_list fields(std::vector<std::string> shown = {}, std::vector<std::string> fixed = {}) {
  return field_list::make(description_of<note>(), shown, fixed).value();
}

std::string refusal(std::string_view input, completeness rule = completeness::part) {
  const auto read = fields().read(parsed(input), rule);
  return read ? "" : read.error().field + ": " + read.error().message;
}

} // namespace

TEST_CASE("a struct that is described once has a JSON form, there and back") {
  const note one{{7}, "hello", 3, 0.5, true, "x", "alice"};
  const auto shown = to_row(one);
  CHECK(
      json::serialize(shown) ==
      R"({"id":"7","text":"hello","stars":3,"weight":5E-1,"done":true,"tag":"x","author":"alice"})");
  const auto back = from_row<note>(shown);
  CHECK(back.id.value == 7);
  CHECK(back.stars == 3);
  CHECK(back.tag == "x");
  CHECK(json::serialize(to_row(note{})) ==
        R"({"id":"0","text":"","stars":0,"weight":0E0,"done":false,"tag":null,"author":""})");
}

TEST_CASE("its description has what objects get that are older than a field") {
  const auto initial = [](std::string_view name) {
    return json::serialize(description_of<note>().find(name)->initial);
  };
  CHECK(initial("text") == R"("")");
  CHECK(initial("stars") == "0");
  CHECK(initial("done") == "false");
  CHECK(initial("tag") == "null");
  CHECK(initial("id") == "null");
}

TEST_CASE("input is refused by field: unknown, read-only, missing, of the wrong kind") {
  CHECK(refusal(R"({"txt":"x"})") == "txt: there is no field txt here");
  CHECK(refusal(R"({"id":"1"})") == "id: id is read-only");
  CHECK(refusal(R"({"author":"eve"})") == "author: author is read-only");
  CHECK(refusal(R"({"text":"x"})", completeness::whole) == "stars: stars is missing");
  CHECK(refusal(R"({"text":1})") == "text: text must be a string");
  CHECK(refusal(R"({"text":null})") == "text: text must be a string");
  CHECK(refusal(R"({"stars":128})") == "stars: stars must be a whole number from -128 to 127");
  CHECK(refusal(R"({"stars":1.5})") == "stars: stars must be a whole number from -128 to 127");
  CHECK(refusal(R"({"weight":"1"})") == "weight: weight must be a number");
  CHECK(refusal(R"({"done":1})") == "done: done must be true or false");
  CHECK(refusal(R"({"tag":1})") == "tag: tag must be a string or null");
  CHECK(refusal(R"({"weight":1,"tag":null,"stars":-128})") == "");
}

TEST_CASE("an optional field that is missing in a whole object is null") {
  const auto read = fields().read(parsed(R"({"text":"x","stars":1,"weight":1,"done":false})"),
                                  completeness::whole);
  REQUIRE(read.has_value());
  CHECK(read->at("tag").is_null());
}

TEST_CASE("a mount shows and takes only its fields") {
  const auto aut = fields({"id", "text", "stars"}, {"stars"});
  const auto one = to_row(note{{7}, "hello", 3, 0.5, true, "x", "alice"});
  CHECK(json::serialize(aut.cut(one)) == R"({"id":"7","text":"hello","stars":3})");
  CHECK(aut.read(parsed(R"({"stars":1})"), completeness::part).error().message ==
        "stars is read-only");
  CHECK(aut.read(parsed(R"({"done":true})"), completeness::part).error().message ==
        "there is no field done here");
}

TEST_CASE("a list of fields that the model does not have is refused with those that it has") {
  const auto made = field_list::make(description_of<place>(), {"pk", "nme"}, {});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().field == "fields");
  CHECK(made.error().message == "there is no nme in places; there is: pk, name, x");
  CHECK(field_list::make(description_of<place>(), {}, {"y"}).error().field == "read_only");
}

TEST_CASE("a key is read in either form that a client may have it in") {
  const auto read = [](const table_description& of, json::value sent) {
    const auto key = read_key(of, &sent);
    return key ? json::serialize(*key) : key.error().message;
  };
  CHECK(read(description_of<place>(), 7) == "7");
  CHECK(read(description_of<place>(), "7") == "7");
  CHECK(read(description_of<place>(), "x") == "pk must be a whole number");
  CHECK(read(description_of<note>(), "7") == R"("7")");
  CHECK(read(description_of<note>(), 7) == R"("7")");
  CHECK(read(description_of<note>(), "07") == "pk must be an id: a string of decimal digits");
  CHECK(read_key(description_of<note>(), nullptr).error().message == "pk is missing");
}

TEST_CASE("a number is the same with and without a fraction of nothing") {
  const auto aut = fields({"weight"});
  const row whole{{"weight", 1}};
  const row real{{"weight", 1.0}};
  CHECK(aut.changes(whole, real).empty());
  CHECK(matches_all(real, whole));
  CHECK_FALSE(matches_all(row{{"weight", 1.5}}, whole));
  CHECK_FALSE(matches_all(row{{"weight", "1"}}, whole));
}

TEST_SUITE_END();

} // namespace vestnik::consumers::models_described_tests
