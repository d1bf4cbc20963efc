#pragma once

#include "consumers/document/asyncapi.hpp"
#include "consumers/groups/local_layer.hpp"
#include "consumers/testing/communicator.hpp"
#include "model/values/json.hpp"
#include "tests/consumers/document/json_schema.hpp"

#include <boost/json/value.hpp>

#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers {

/// Does what it is asked at once: every command and every subscription.
class willing_layer final : public channel_layer {
public:
  void command(model::command, reply_handler on_reply) override {
    on_reply(model::json_text{"{}"});
  }
  void subscribe(std::vector<room_position> rooms, subscribe_handler on_reply) override {
    std::vector<std::pair<model::room_name, model::result<subscription>>> outcomes;
    for (const auto& one : rooms)
      outcomes.emplace_back(one.room, subscription{one.room, 1, "log", 1});
    on_reply(std::move(outcomes));
  }
  void unsubscribe(std::vector<model::room_name>) override {}
  void follow(room_position room, follow_handler on_reply, event_handler) override {
    on_reply(subscription{room.room, 1, "log", 1});
  }
  [[nodiscard]] group_layer* groups() noexcept override { return &groups_; }

private:
  local_groups groups_;
};

/// Routes with the document that they have, and how to speak to them by it.
struct described_routes {
  explicit described_routes(route_table table)
      : routes{std::move(table)} // Braces would make an array of it.
      , document(model::parse_json(asyncapi_document(routes, {"Test", "1.2"}).text,
                                   {.bytes = 1 << 20, .depth = 32})
                     .value())
      , schemas{document} {}
  described_routes(const described_routes&) = delete;
  described_routes& operator=(const described_routes&) = delete;

  /// One operation of the document.
  struct operation {
    std::string name;
    const boost::json::object& said;

    [[nodiscard]] bool is(std::string_view action) const {
      return std::string_view{said.at("action").as_string()} == action;
    }
  };
  [[nodiscard]] std::vector<operation> operations() const {
    std::vector<operation> all;
    for (const auto& [name, said] : document.at("operations").as_object())
      all.push_back({name, said.as_object()});
    return all;
  }

  /// The schema of an operation's message.
  [[nodiscard]] const boost::json::value& payload(const boost::json::value& reference) const {
    return schemas.at(reference).at("payload");
  }

  /// A path that leads to the channel.
  [[nodiscard]] std::string path_of(const boost::json::object& channel) const {
    std::string path{channel.at("address").as_string()};
    if (const auto* parameters = channel.if_contains("parameters"))
      for (const auto& [name, said] : parameters->as_object()) {
        const auto value = schemas.sample(said.at("x-schema"));
        const auto part = "{" + std::string{name} + "}";
        const auto at = path.find(part);
        REQUIRE(at != std::string::npos);
        path.replace(at, part.size(),
                     value.is_string() ? std::string{value.get_string()}
                                       : std::to_string(value.as_int64()));
      }
    return path;
  }

  /// The channel of an operation.
  [[nodiscard]] const boost::json::object& channel_of(const boost::json::object& said) const {
    return schemas.at(said.at("channel")).as_object();
  }

  /// The answer to one frame on a connection of its own. Events are passed over.
  [[nodiscard]] boost::json::value ask(const boost::json::object& channel,
                                       const boost::json::value& frame) {
    communicator line{routes, path_of(channel), {{1}, {1}, "alice", "Alice"}, layer};
    REQUIRE_FALSE(line.refused().has_value());
    line.connect();
    line.send(boost::json::serialize(frame));
    while (const auto text = line.receive()) {
      auto heard = model::parse_json(*text).value();
      if (payload_of(heard).contains("response_status"))
        return heard;
    }
    FAIL("no answer to " << boost::json::serialize(frame));
    return {};
  }

  /// The payload within a frame, which of a path of its own is the frame.
  [[nodiscard]] static const boost::json::object& payload_of(const boost::json::value& frame) {
    const auto& object = frame.as_object();
    return object.contains("stream") ? object.at("payload").as_object() : object;
  }
  [[nodiscard]] static boost::json::object& payload_of(boost::json::value& frame) {
    auto& object = frame.as_object();
    return object.contains("stream") ? object.at("payload").as_object() : object;
  }

  /// `code field` of a refusal; empty of a reply that was served.
  [[nodiscard]] static std::string refusal_of(const boost::json::value& answer) {
    const auto& errors = payload_of(answer).at("errors").as_array();
    if (errors.empty())
      return "";
    return std::string{errors.at(0).at("code").as_string()} + ' ' +
           std::string{errors.at(0).at("field").as_string()};
  }

  route_table routes;
  boost::json::value document;
  json_schemas schemas;
  willing_layer layer;
};

} // namespace vestnik::consumers
