#include "consumers/dispatch/instance.hpp"

#include "consumers/routing/multiplexer.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::consumers::dispatch_instance_tests {

TEST_SUITE_BEGIN("consumers/dispatch/instance");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

enum class way {
  accept,
  constructor_refuses,
  constructor_throws,
  returns_an_error,
  throws_an_error,
  throws_an_exception,
  throws_a_translated_one,
  throws_while_translating,
  throws_a_number,
};

/// What has become of a guest.
struct diary {
  std::vector<std::string> lines;
};

/// What the two kinds of class have in common: how they come and go.
class guest {
public:
  struct options {
    way how = way::accept;
    diary* notes = nullptr;
    access_rule permission = anonymous();
  };

  guest(connection& at, const options& chosen)
      : at_{at}
      , chosen_{chosen} {
    if (chosen_.how == way::constructor_refuses)
      refuse();
    if (chosen_.how == way::constructor_throws)
      throw std::runtime_error{"as asked"};
  }

  model::result<void> connect() {
    at_.layer().follow({{model::room_kind::chat, 1}},
                       at_.guarded([this](const auto&) { note("followed"); }),
                       at_.guarded([this](std::string_view) { note("told"); }));
    switch (chosen_.how) {
    case way::returns_an_error:
      return model::error{model::ec::forbidden, "not you"};
    case way::throws_an_error:
      refuse();
    case way::throws_an_exception:
      throw std::runtime_error{"as asked"};
    case way::throws_a_translated_one:
      throw std::out_of_range{"as asked"};
    case way::throws_while_translating:
      throw std::domain_error{"as asked"};
    case way::throws_a_number:
      throw 42;
    default:
      return {};
    }
  }
  void disconnect(std::uint16_t) { note("left"); }

  std::optional<model::error> on_error(const std::exception& thrown) {
    if (dynamic_cast<const std::domain_error*>(&thrown) != nullptr)
      throw std::runtime_error{"once more"};
    if (dynamic_cast<const std::out_of_range*>(&thrown) != nullptr)
      return model::error{model::ec::forbidden, "not you"};
    return std::nullopt;
  }

protected:
  void note(std::string line) { chosen_.notes->lines.push_back(std::move(line)); }

private:
  [[noreturn]] static void refuse() { throw model::error{model::ec::forbidden, "not you"}; }

  connection& at_;
  const options& chosen_;
};

struct listening_guest : guest {
  using guest::guest;
  void receive(frame_kind, std::string_view) { note("served"); }
};

struct asking_guest : guest {
  using guest::guest;
  static handler_list<asking_guest> handlers() { return {on("ask", &asking_guest::serve)}; }
  void serve() { note("served"); }
};

/// A class of each kind at "/".
const std::vector<std::function<mount_point(guest::options)>> both_kinds{
    [](guest::options chosen) { return mount<listening_guest>("/", std::move(chosen)); },
    [](guest::options chosen) { return mount<asking_guest>("/", std::move(chosen)); },
};

struct refusal {
  std::string name;
  way how;
  access_rule permission;
  model::ec code;
};

const std::vector<refusal> refusals{
    {"the permission refuses", way::accept, signed_in(), model::ec::unauthenticated},
    {"the permission throws an error", way::accept,
     access_rule{[](const access_request&) -> judgement {
       throw model::error{model::ec::forbidden, "not you"};
     }},
     model::ec::forbidden},
    {"the permission throws an exception", way::accept,
     access_rule{[](const access_request&) -> judgement { throw std::runtime_error{"as asked"}; }},
     model::ec::internal},
    {"the constructor throws an error", way::constructor_refuses, anonymous(),
     model::ec::forbidden},
    {"the constructor throws an exception", way::constructor_throws, anonymous(),
     model::ec::internal},
    {"connect returns an error", way::returns_an_error, anonymous(), model::ec::forbidden},
    {"connect throws an error", way::throws_an_error, anonymous(), model::ec::forbidden},
    {"connect throws an exception", way::throws_an_exception, anonymous(), model::ec::internal},
    {"connect throws what on_error knows", way::throws_a_translated_one, anonymous(),
     model::ec::forbidden},
    {"on_error throws as well", way::throws_while_translating, anonymous(), model::ec::internal},
    {"connect throws a number", way::throws_a_number, anonymous(), model::ec::internal},
};

} // namespace

TEST_CASE("who is refused at connect, in whatever way, is never served") {
  const captured_log log;
  const auto check = [](const auto& mounted, const refusal& row) {
    CAPTURE(row.name);
    diary notes;
    scripted_layer layer;
    const auto routes = route_table::make({mounted({row.how, &notes, row.permission})}).value();
    // Past the permission of the upgrade: that of a mount may have changed its mind.
    communicator aut{routes.match("/")->target->make, {.path = "/"}, layer};
    aut.connect();
    REQUIRE(aut.closed().has_value());
    CHECK(aut.closed()->code == model::traits_of(row.code).close_code);
    aut.send(R"({"action":"ask"})");
    aut.send_binary("served?");
    CHECK_FALSE(aut.receive_message().has_value());
    aut.disconnect();
    CHECK(notes.lines.empty());
  };
  for (const auto& mounted : both_kinds)
    for (const auto& row : refusals)
      check(mounted, row);
}

TEST_CASE("a stream that is refused at connect refuses the request, and is never served") {
  const captured_log log;
  for (const auto& row : refusals) {
    CAPTURE(row.name);
    diary notes;
    scripted_layer layer;
    const auto routes =
        route_table::make(
            {multiplex("/", {{"s", stream<asking_guest>({row.how, &notes, row.permission})}},
                       {anonymous()})})
            .value();
    communicator aut{routes, "/", {}, layer};
    aut.connect();
    for (int i = 0; i < 2; ++i) {
      aut.send(R"({"stream":"s","payload":{"action":"ask","request_id":1}})");
      const auto answer = model::parse_json(aut.receive().value()).value().at("payload");
      CHECK(answer.at("response_status") == model::traits_of(row.code).status);
    }
    CHECK_FALSE(aut.closed().has_value());
    aut.disconnect();
    CHECK(notes.lines.empty());
  }
}

TEST_CASE("what a refused instance has begun goes nowhere") {
  for (const auto& mounted : both_kinds) {
    diary notes;
    scripted_layer layer;
    const auto routes = route_table::make({mounted({way::returns_an_error, &notes})}).value();
    communicator aut{routes, "/", {}, layer};
    aut.connect();
    layer.answer_follow(subscription{});
    layer.tell("an event");
    CHECK(notes.lines.empty());
  }
}

TEST_CASE("what a refused stream has begun goes nowhere while the connection lives on") {
  diary notes;
  scripted_layer layer;
  const auto routes =
      route_table::make(
          {multiplex("/", {{"s", stream<asking_guest>({way::returns_an_error, &notes})}})})
          .value();
  communicator aut{routes, "/", {{5}, {6}, "eve", "Eve"}, layer};
  aut.connect();
  aut.send(R"({"stream":"s","payload":{"action":"ask","request_id":"1"}})");
  layer.answer_follow(subscription{});
  layer.tell("an event");
  CHECK(notes.lines.empty());
  CHECK_FALSE(aut.closed().has_value());
}

TEST_CASE("who is accepted is served, told what it follows, and leaves once") {
  for (const auto& mounted : both_kinds) {
    diary notes;
    scripted_layer layer;
    const auto routes = route_table::make({mounted({way::accept, &notes})}).value();
    communicator aut{routes, "/", {}, layer};
    aut.connect();
    layer.answer_follow(subscription{});
    layer.tell("an event");
    aut.send(R"({"action":"ask"})");
    aut.disconnect();
    layer.tell("an event");
    aut.disconnect();
    CHECK(notes.lines == std::vector<std::string>{"followed", "told", "served", "left"});
  }
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_instance_tests
