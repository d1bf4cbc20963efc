#include "consumers/document/asyncapi.hpp"

#include "tests/consumers/document/document_checks.hpp"
#include "tests/consumers/document/every_kind.hpp"

#include <boost/json/serialize.hpp>

#include <set>

namespace vestnik::consumers::asyncapi_tests {

// The form of the document: what AsyncAPI 3.0.0 asks of one. asyncapi_truth.cpp tests whether
// it is true.

TEST_SUITE_BEGIN("consumers/document/asyncapi");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

TEST_CASE("a document with every kind of mount has the form of AsyncAPI 3.0.0") {
  check_form(described_routes{every_kind()});
}

TEST_CASE("title and version are the program's") {
  const described_routes aut{every_kind()};
  CHECK(aut.document.at("info") == json::value{{"title", "Test"}, {"version", "1.2"}});
}

TEST_CASE("each mount is a channel at its address") {
  const described_routes aut{every_kind()};
  std::set<std::string> addresses;
  for (const auto& [name, channel] : aut.document.at("channels").as_object())
    addresses.emplace(channel.at("address").as_string());
  CHECK(addresses == std::set<std::string>{"/", "/all", "/echo", "/group/{room}", "/listen",
                                           "/notes", "/notes/cursor", "/notes/pages", "/notes/some",
                                           "/notes/stream", "/talk/{room}/{word}/{who}/{number}/",
                                           "/tally"});
}

TEST_CASE("captures are parameters with their types") {
  const described_routes aut{every_kind()};
  const auto& parameters =
      aut.document.at("channels").at("talk.room.word.who.number").at("parameters");
  CHECK(json::serialize(parameters.at("room").at("x-schema")) == R"({"type":"integer"})");
  CHECK(json::serialize(parameters.at("word").at("x-schema")) ==
        R"({"type":"string","pattern":"^(?:[a-z]+)$"})");
  CHECK(json::serialize(parameters.at("who").at("x-schema")) ==
        R"({"type":"string","minLength":1})");
  CHECK(json::serialize(parameters.at("number").at("x-schema")) ==
        R"({"type":"integer","minimum":1})");
}

TEST_CASE("a model that two mounts show alike has one schema, and one each if not") {
  const described_routes aut{every_kind()};
  const auto& schemas = aut.document.at("components").at("schemas").as_object();
  const auto fields = [&](const char* name) {
    return schemas.at(name).at("properties").as_object().size();
  };
  CHECK(fields("notes") == 7);
  CHECK(fields("notes-2") == 2);
  CHECK_FALSE(schemas.contains("notes-3"));
  CHECK_FALSE(schemas.at("notes.input").at("properties").as_object().contains("author"));
}

TEST_CASE("handlers of one action are told apart") {
  const described_routes aut{every_kind()};
  const auto& operations = aut.document.at("operations").as_object();
  const auto filters = [&](const char* name) {
    return json::serialize(operations.at(name).at("x-filters"));
  };
  CHECK(filters("talk.room.word.who.number.say") == R"(["action","text"])");
  CHECK(filters("talk.room.word.who.number.say-2") == R"(["action"])");
  CHECK(filters("talk.room.word.who.number.ask") == R"(["action"])");
  CHECK(filters("tally.handler-1") == R"(["kind"])");
}

TEST_SUITE_END();

} // namespace vestnik::consumers::asyncapi_tests
