#include "consumers/document/asyncapi.hpp"

#include "consumers/dispatch/message_schema.hpp"
#include "consumers/wire/schema.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <fmt/format.h>

#include <cctype>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

namespace {

namespace json = boost::json;

/// `text` as a key of the document: letters, digits, `.`, `-` and `_`.
std::string as_key(std::string_view text) {
  std::string key;
  for (const char c : text)
    key += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ? c : '_';
  return key;
}

/// `name`, or `name-2`, `name-3` … if there is one already.
std::string unused(const json::object& in, const std::string& name) {
  auto key = name;
  for (int number = 2; in.contains(key); ++number)
    key = fmt::format("{}-{}", name, number);
  return key;
}

/// `/chat/{room}/` as `chat.room`.
std::string channel_name(std::string_view address) {
  std::string name;
  for (const char c : address)
    if (c == '/')
      name += name.empty() ? "" : ".";
    else if (c != '{' && c != '}')
      name += c;
  while (name.ends_with('.'))
    name.pop_back();
  return name.empty() ? "root" : as_key(name);
}

json::object reference(std::string_view to) { return {{"$ref", fmt::format("#/{}", to)}}; }

json::array list_of(json::object only) {
  json::array one;
  one.emplace_back(std::move(only));
  return one;
}

json::object parameter_of(const capture& taken) {
  switch (taken.kind) {
  case capture_kind::text:
    return {{"description", "any text"},
            {"x-schema", json_schema{{"type", "string"}, {"minLength", 1}}}};
  case capture_kind::integer:
    return {{"description", "a whole number"}, {"x-schema", number_schema()}};
  case capture_kind::id:
    return {{"description", "a positive whole number"}, {"x-schema", number_schema(1)}};
  case capture_kind::expression:
    break;
  }
  return {{"description", "text that the pattern matches"},
          {"x-schema", pattern_schema(taken.expression)}};
}

/// The channels, operations and schemas of a document under way.
class writer {
public:
  writer() { schemas_["error"] = error_schema(); }

  void add(const route& mounted) {
    const auto address = mounted.path.address();
    channel_ = unused(channels_, channel_name(address));
    for (const auto& [stream, described] : mounted.described.streams)
      add(stream, described);
    json::object channel{{"address", address},
                         {"title", mounted.consumer},
                         {"messages", std::exchange(messages_, {})}};
    json::object parameters;
    for (const auto& taken : mounted.path.captures())
      parameters[taken.name] = parameter_of(taken);
    if (!parameters.empty())
      channel["parameters"] = std::move(parameters);
    channels_[channel_] = std::move(channel);
  }

  [[nodiscard]] json::object document(const program_facts& about) const {
    return {{"asyncapi", "3.0.0"},
            {"info", json::object{{"title", about.title}, {"version", about.version}}},
            {"defaultContentType", "application/json"},
            {"channels", channels_},
            {"operations", operations_},
            {"components", json::object{{"schemas", schemas_}}}};
  }

private:
  void add(std::string_view stream, const class_description& described) {
    if (described.takes == class_description::form::messages)
      add_messages();
    for (const auto& one : described.operations)
      add(stream, one);
    for (const auto& one : described.events) {
      const auto key = unused(messages_, key_of(stream, one.name + ".event"));
      messages_[key] = to_message(key, framed(stream, one.payload));
      operations_[fmt::format("{}.{}", channel_, key)] = to_operation("send", key);
    }
  }

  void add(std::string_view stream, const operation_description& one) {
    const json::object pairing{{"location", stream.empty()
                                                ? "$message.payload#/request_id"
                                                : "$message.payload#/payload/request_id"}};
    const auto add_paired = [&](const std::string& name, json_schema payload) {
      auto made = to_message(name, std::move(payload));
      made["correlationId"] = pairing;
      messages_[name] = std::move(made);
    };
    // First, so that no action takes its name.
    add_paired("refusal",
               refusal_schema(stream.empty() ? wire_form::bare : wire_form::multiplexed));
    const auto key = unused(messages_, key_of(stream, one.name));
    add_paired(key, request_schema(stream, one));
    const auto reply = unused(messages_, key + ".reply");
    add_paired(reply, reply_schema(stream, one));
    auto made = to_operation("receive", key);
    made["reply"] = json::object{{"channel", reference("channels/" + channel_)},
                                 {"messages", json::array{refer_to(reply), refer_to("refusal")}}};
    made["x-filters"] = json::value_from(one.filters);
    operations_[fmt::format("{}.{}", channel_, key)] = std::move(made);
  }

  /// Of whole messages nothing is known but that they come and go.
  void add_messages() {
    messages_["message"] = json::object{{"name", "message"},
                                        {"summary", "a whole message, text or binary"},
                                        {"contentType", "application/octet-stream"}};
    for (const std::string action : {"receive", "send"})
      operations_[fmt::format("{}.{}", channel_, action)] = to_operation(action, "message");
  }

  [[nodiscard]] static std::string key_of(std::string_view stream, const std::string& name) {
    return as_key(stream.empty() ? name : fmt::format("{}.{}", stream, name));
  }

  [[nodiscard]] json::object refer_to(std::string_view message) const {
    return reference(fmt::format("channels/{}/messages/{}", channel_, message));
  }

  [[nodiscard]] json::object to_message(const std::string& key, json_schema payload) {
    return {{"name", key}, {"payload", shared(std::move(payload))}};
  }

  [[nodiscard]] json::object to_operation(std::string_view action, std::string_view message) const {
    return {{"action", action},
            {"channel", reference("channels/" + channel_)},
            {"messages", list_of(refer_to(message))}};
  }

  /// Moves what has a title to the schemas of the document, once each.
  json::value shared(json::value of) {
    if (auto* all = of.if_array())
      for (auto& one : *all)
        one = shared(std::move(one));
    auto* object = of.if_object();
    if (!object)
      return of;
    for (auto& [key, one] : *object)
      one = shared(std::move(one));
    const auto* title = object->if_contains("title");
    if (!title || !title->is_string())
      return of;
    const auto name = as_key(title->get_string());
    auto key = name;
    for (int number = 2; schemas_.contains(key) && schemas_.at(key) != of; ++number)
      key = fmt::format("{}-{}", name, number);
    schemas_[key] = std::move(of);
    return reference("components/schemas/" + key);
  }

  json::object channels_;
  json::object operations_;
  json::object schemas_;
  /// Of the mount that is added.
  std::string channel_;
  json::object messages_;
};

} // namespace

model::json_text asyncapi_document(const route_table& routes, const program_facts& about) {
  writer made;
  for (const auto& one : routes.routes())
    made.add(*one);
  return {json::serialize(made.document(about))};
}

} // namespace vestnik::consumers
