#include "tests/consumers/document/document_checks.hpp"

#include "consumers/matching/pattern.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;
using operation = described_routes::operation;

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

/// The schema of the payload within the schema of a frame.
const json::value& payload_schema(const json_schemas& in, const json::value& frame) {
  const auto& properties = in.at(frame).at("properties").as_object();
  return properties.contains("stream") ? in.at(properties.at("payload")) : in.at(frame);
}

bool is_filter(const operation& tried, std::string_view name) {
  const auto& filters = tried.said.at("x-filters").as_array();
  return std::ranges::find(filters, json::value(name)) != filters.end();
}

/// Calls `body` with the path, as a JSON pointer, and the name of each required member, and
/// of those of members.
template <class Body>
void for_each_required(const json_schemas& in, const json::value& schema, const std::string& path,
                       const Body& body) {
  const auto& object = in.at(schema).as_object();
  if (const auto* required = object.if_contains("required"))
    for (const auto& name : required->as_array())
      body(path, text_of(name));
  if (const auto* properties = object.if_contains("properties"))
    for (const auto& [name, inner] : properties->as_object())
      for_each_required(in, inner, path + "/" + std::string{name}, body);
}

/// Values of all kinds, some of which every schema refuses.
const json::array probes{nullptr,
                         true,
                         -1,
                         0,
                         1,
                         1.5,
                         1'000'000'000'000,
                         "",
                         "a",
                         "@",
                         "a\nb",
                         std::string(2'000, 'x'),
                         json::array{},
                         json::object{},
                         json::object{{"no", "such"}}};

/// The probes, and values at and beyond the bounds that the schema itself has.
json::array probes_of(const json::object& schema) {
  auto all = probes;
  for (const auto* bound : {"minimum", "maximum"})
    if (const auto* number = schema.if_contains(bound))
      for (const auto step : {-1, 0, 1})
        all.emplace_back(number->as_int64() + step);
  for (const auto* bound : {"minLength", "maxLength"})
    if (const auto* length = schema.if_contains(bound))
      for (const auto step : {-1, 0, 1})
        all.emplace_back(std::string(static_cast<std::size_t>(length->as_int64() + step), 'a'));
  return all;
}

} // namespace

void check_form(const described_routes& aut) {
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

void check_served(described_routes& aut, const operation& tried, const json::value&,
                  const json::value& frame) {
  const auto answer = aut.ask(aut.channel_of(tried.said), frame);
  const auto refusal = described_routes::refusal_of(answer);
  CAPTURE(json::serialize(answer));
  CHECK_FALSE(refusal.starts_with("unknown_action"));
  CHECK_FALSE(refusal.starts_with("malformed"));
  CHECK_FALSE(refusal.starts_with("invalid"));
  CHECK_FALSE(refusal.starts_with("internal"));
  const auto& replies = tried.said.at("reply").at("messages");
  CHECK(aut.schemas.allows(aut.payload(replies.at(refusal.empty() ? 0 : 1)), answer));
}

void check_required(described_routes& aut, const operation& tried, const json::value& schema,
                    const json::value& whole) {
  const auto missing = [&](const std::string& path, const std::string& name) {
    if (path.empty() && is_filter(tried, name))
      return;
    auto frame = whole;
    auto* object = &described_routes::payload_of(frame);
    if (!path.empty())
      object = &object->at(path.substr(1)).as_object();
    REQUIRE(object->erase(name) == 1);
    CAPTURE(json::serialize(frame));
    const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(tried.said), frame));
    CHECK((refusal == "invalid " + name || refusal == "malformed " + name));
  };
  for_each_required(aut.schemas, payload_schema(aut.schemas, schema), "", missing);
}

void check_optional(described_routes& aut, const operation& tried, const json::value& schema,
                    const json::value& whole) {
  const auto& object = payload_schema(aut.schemas, schema).as_object();
  const auto* required = object.if_contains("required");
  for (const auto& [name, rule] : object.at("properties").as_object()) {
    if (required &&
        std::ranges::find(required->as_array(), json::value(name)) != required->as_array().end())
      continue;
    auto frame = whole;
    described_routes::payload_of(frame).erase(name);
    CAPTURE(json::serialize(frame));
    const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(tried.said), frame));
    CHECK(refusal != "invalid " + std::string{name});
  }
}

void check_types(described_routes& aut, const operation& tried, const json::value& schema,
                 const json::value& whole) {
  const auto& properties = payload_schema(aut.schemas, schema).at("properties").as_object();
  for (const auto& [key, rule] : properties) {
    const std::string name{key};
    if (is_filter(tried, name) || name == "action" || name == "request_id")
      continue;
    for (const auto& probe : probes_of(aut.schemas.at(rule).as_object())) {
      auto frame = whole;
      described_routes::payload_of(frame)[name] = probe;
      CAPTURE(json::serialize(frame));
      const auto refusal = described_routes::refusal_of(aut.ask(aut.channel_of(tried.said), frame));
      if (aut.schemas.allows(rule, probe))
        CHECK(refusal != "invalid " + name);
      else if (!probe.is_object())
        CHECK(refusal == "invalid " + name);
      else
        CHECK(refusal.starts_with("invalid "));
    }
  }
}

void check_granted(described_routes& aut, const operation& tried, const json::value& schema,
                   const json::value& frame) {
  check_served(aut, tried, schema, frame);
  CHECK(described_routes::refusal_of(aut.ask(aut.channel_of(tried.said), frame)) == "");
}

void check_unknown_field(described_routes& aut, const operation& tried, const json::value&,
                         const json::value& whole) {
  auto frame = whole;
  described_routes::payload_of(frame)["no_such_field"] = 1;
  const auto answer = aut.ask(aut.channel_of(tried.said), frame);
  CHECK(described_routes::refusal_of(answer) == "invalid no_such_field");
}

void check_unknown_action(described_routes& aut, const operation& tried, const json::value&,
                          const json::value& whole) {
  auto frame = whole;
  described_routes::payload_of(frame) =
      json::object{{"action", "no_such_action"}, {"request_id", "1"}};
  const auto answer = aut.ask(aut.channel_of(tried.said), frame);
  CHECK(described_routes::refusal_of(answer).starts_with("unknown_action"));
  CHECK(aut.schemas.allows(aut.payload(tried.said.at("reply").at("messages").at(1)), answer));
}

std::set<std::string> check_each_request(described_routes& aut, const request_check& check) {
  std::set<std::string> names;
  for (const auto& tried : aut.operations()) {
    if (!tried.said.contains("reply"))
      continue;
    CAPTURE(tried.name);
    const auto& schema = aut.payload(tried.said.at("messages").at(0));
    check(aut, tried, schema, aut.schemas.sample(schema));
    names.insert(tried.name);
  }
  return names;
}

} // namespace vestnik::consumers
