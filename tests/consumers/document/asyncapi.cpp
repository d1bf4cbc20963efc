#include "consumers/document/asyncapi.hpp"

#include "endpoints/routes.hpp"
#include "tests/consumers/described_routes.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace vestnik::consumers::asyncapi_tests {

// The form of the document: what AsyncAPI 3.0.0 asks of one. Whether it is true is the
// matter of asyncapi_truth.cpp.

TEST_SUITE_BEGIN("consumers/document/asyncapi");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

std::string text_of(const json::value& of) { return std::string{of.as_string()}; }

/// Whether the object has these keys, perhaps `may`, extensions, and nothing else.
void check_keys(const json::object& of, const std::set<std::string>& must,
                const std::set<std::string>& may = {}) {
  CAPTURE(json::serialize(of).substr(0, 200));
  for (const auto& key : must)
    CHECK_MESSAGE(of.contains(key), key);
  for (const auto& [key, value] : of) {
    const std::string name{key};
    CHECK_MESSAGE((must.contains(name) || may.contains(name) || name.starts_with("x-")), name);
  }
}

void check_names(const json::object& of) {
  for (const auto& [key, value] : of)
    CHECK_MESSAGE(pattern::compile(R"([A-Za-z0-9._-]+)").value().match(key), std::string{key});
}

/// Every `$ref` anywhere below.
void collect_references(const json::value& in, std::set<std::string>& into) {
  if (const auto* all = in.if_array())
    for (const auto& one : *all)
      collect_references(one, into);
  const auto* object = in.if_object();
  if (!object)
    return;
  if (const auto* to = object->if_contains("$ref"))
    into.insert(text_of(*to));
  for (const auto& [key, value] : *object)
    collect_references(value, into);
}

/// JSON Schema wants no value twice in one `enum`.
void check_enums(const json::value& in) {
  if (const auto* all = in.if_array())
    for (const auto& one : *all)
      check_enums(one);
  const auto* object = in.if_object();
  if (!object)
    return;
  for (const auto& [key, value] : *object)
    check_enums(value);
  if (const auto* values = object->if_contains("enum")) {
    std::set<std::string> once;
    for (const auto& one : values->as_array())
      CHECK(once.insert(json::serialize(one)).second);
  }
}

/// The names in braces of an address.
std::set<std::string> names_in(std::string_view address) {
  std::set<std::string> names;
  for (auto from = address.find('{'); from != std::string_view::npos;
       from = address.find('{', from + 1))
    names.emplace(address.substr(from + 1, address.find('}', from) - from - 1));
  return names;
}

void check_channel(const json::object& channel) {
  check_keys(channel, {"address", "messages"},
             {"title", "summary", "description", "servers", "parameters", "tags", "externalDocs",
              "bindings"});
  check_names(channel.at("messages").as_object());
  std::set<std::string> parameters;
  if (const auto* said = channel.if_contains("parameters"))
    for (const auto& [name, parameter] : said->as_object()) {
      parameters.emplace(name);
      check_keys(parameter.as_object(), {"description"},
                 {"enum", "default", "examples", "location"});
    }
  CHECK(parameters == names_in(text_of(channel.at("address"))));
  for (const auto& [name, message] : channel.at("messages").as_object()) {
    check_keys(message.as_object(), {"name"},
               {"headers", "payload", "correlationId", "contentType", "title", "summary",
                "description", "tags", "externalDocs", "bindings", "examples", "traits"});
    if (const auto* pairing = message.as_object().if_contains("correlationId"))
      CHECK(text_of(pairing->at("location")).starts_with("$message.payload#/"));
  }
}

/// The messages that an operation or a reply refers to: all of its channel.
void check_messages(const json::object& of, std::set<std::string>& used) {
  const auto channel = text_of(of.at("channel").at("$ref"));
  CHECK(channel.starts_with("#/channels/"));
  for (const auto& message : of.at("messages").as_array()) {
    CHECK(text_of(message.at("$ref")).starts_with(channel + "/messages/"));
    used.insert(text_of(message.at("$ref")));
  }
}

void check_document(const described_routes& aut) {
  const auto& document = aut.document.as_object();
  check_keys(document, {"asyncapi", "info", "channels", "operations", "components"},
             {"id", "servers", "defaultContentType"});
  CHECK(document.at("asyncapi") == "3.0.0");
  check_keys(document.at("info").as_object(), {"title", "version"});
  check_keys(document.at("components").as_object(), {"schemas"});
  for (const auto* part : {"channels", "operations"})
    check_names(document.at(part).as_object());
  check_names(document.at("components").at("schemas").as_object());

  std::set<std::string> used;
  for (const auto& [name, said] : document.at("operations").as_object()) {
    const auto& operation = said.as_object();
    check_keys(operation, {"action", "channel", "messages"},
               {"title", "summary", "description", "security", "tags", "externalDocs", "bindings",
                "traits", "reply"});
    CHECK((operation.at("action") == "send" || operation.at("action") == "receive"));
    check_messages(operation, used);
    if (const auto* reply = operation.if_contains("reply")) {
      check_keys(reply->as_object(), {"channel", "messages"}, {"address"});
      check_messages(reply->as_object(), used);
    }
  }
  std::set<std::string> known;
  for (const auto& [name, channel] : document.at("channels").as_object()) {
    check_channel(channel.as_object());
    for (const auto& [message, said] : channel.at("messages").as_object())
      known.insert("#/channels/" + std::string{name} + "/messages/" + std::string{message});
  }
  CHECK(used == known);

  check_enums(aut.document);
  std::set<std::string> references;
  collect_references(aut.document, references);
  for (const auto& one : references) {
    json::error_code missing;
    CHECK_MESSAGE(aut.document.find_pointer(one.substr(1), missing) != nullptr, one);
  }
  for (const auto& [name, schema] : document.at("components").at("schemas").as_object())
    CHECK_MESSAGE(references.contains("#/components/schemas/" + std::string{name}),
                  std::string{name});
}

} // namespace

TEST_CASE("the document of the product has the form of AsyncAPI 3.0.0") {
  check_document(described_routes{described_routes::product()});
}

TEST_CASE("a document with every kind of mount has it, too") {
  check_document(described_routes{described_routes::every_kind()});
}

TEST_CASE("title and version are the program's") {
  const described_routes aut{described_routes::product()};
  CHECK(aut.document.at("info") == json::value{{"title", "Test"}, {"version", "1.2"}});
}

TEST_CASE("each mount is a channel at its address") {
  const described_routes aut{described_routes::every_kind()};
  std::set<std::string> addresses;
  for (const auto& [name, channel] : aut.document.at("channels").as_object())
    addresses.insert(text_of(channel.at("address")));
  CHECK(addresses == std::set<std::string>{"/", "/all", "/echo", "/group/{room}", "/listen",
                                           "/notes", "/notes/cursor", "/notes/pages", "/notes/some",
                                           "/notes/stream", "/talk/{room}/{word}/{who}/{number}/",
                                           "/tally"});
}

TEST_CASE("captures are parameters with their types") {
  const described_routes aut{described_routes::every_kind()};
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
  const described_routes aut{described_routes::every_kind()};
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
  const described_routes aut{described_routes::every_kind()};
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
