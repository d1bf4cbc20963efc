#pragma once

#include "consumers/testing/communicator.hpp"
#include "endpoints/routes.hpp"
#include "model/values/json.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace vestnik::endpoints {

/// A connection of alice to the product's `/ws`, with a scripted layer behind it.
struct live_connection {
  static constexpr model::user_id alice{7236401234567890};

  live_connection() { aut.connect(); }

  /// Sends one request on a stream; `fields` are the members after `request_id`.
  void ask(std::string_view stream, std::string_view action, std::string_view fields = "") {
    aut.send(fmt::format(R"({{"stream":"{}","payload":{{"action":"{}","request_id":"r1"{}{}}}}})",
                         stream, action, fields.empty() ? "" : ",", fields));
  }

  /// Takes the next reply's payload.
  boost::json::value reply() {
    const auto text = aut.receive();
    REQUIRE(text.has_value());
    auto frame = model::parse_json(*text);
    REQUIRE_MESSAGE(frame.has_value(), *text);
    return frame->at("payload");
  }

  /// Asks and gives the one error of the refusal as `status code field`.
  std::string refusal(std::string_view stream, std::string_view action,
                      std::string_view fields = "") {
    ask(stream, action, fields);
    CHECK(layer.untouched());
    const auto refused = reply();
    const auto& error = refused.at("errors").at(0);
    return fmt::format("{} {} {}", refused.at("response_status").as_int64(),
                       error.at("code").as_string().c_str(), error.at("field").as_string().c_str());
  }

  /// The body of the one command that was given, as `Body`.
  template <class Body>
  const Body& only_command() {
    REQUIRE(layer.commands.size() == 1);
    const auto* body = std::get_if<Body>(&layer.commands.front().body);
    REQUIRE(body != nullptr);
    return *body;
  }

  consumers::route_table routing = routes(test_echo::off, 1'000).value();
  consumers::scripted_layer layer;
  consumers::communicator aut{
      routing.match("/ws")->target->make,
      {.identity = {.user = alice, .session = {1}, .login = "alice", .name = "Alice"},
       .path = "/ws",
       .remote_address = "127.0.0.1"},
      layer};
};

} // namespace vestnik::endpoints
