// Several consumers over one socket, each with its own stream, and one put together of others.
#include "consumers/routing/multiplexer.hpp"

#include "consumers/generic/current_user.hpp"
#include "consumers/generic/room_consumer.hpp"
#include "consumers/generic/throttle.hpp"
#include "consumers/routing/route_table.hpp"
#include "examples/page.hpp"

using namespace vestnik;
using namespace vestnik::consumers;

struct dice {
  static handler_list<dice> handlers() {
    const auto stopped = [] { return std::chrono::steady_clock::time_point{}; };
    return {on("roll", &dice::roll,
               {throttle({.requests = 2, .per = std::chrono::hours{1}}, stopped)})};
  }
  int roll(arg<"sides", std::uint8_t> sides) { return *sides / 2 + 1; }
};

/// Puts two classes together; the handlers of both are its own.
struct lobby {
  connection& at;
  room_consumer::options rooms_chosen = {};
  room_consumer rooms{at, rooms_chosen};
  dice game = {};

  static handler_list<lobby> handlers() {
    auto all = through(&lobby::rooms, room_consumer::handlers());
    for (auto& one : through(&lobby::game, dice::handlers()))
      all.push_back(std::move(one));
    all.push_back(on("who", &lobby::whoami));
    return all;
  }
  std::string whoami(current_user asks) { return asks->name; }
};

int main() {
  const auto routes =
      route_table::make({multiplex("/ws", {{"lobby", stream<lobby>()}, {"dice", stream<dice>()}})});
  local_layer layer;
  page ada{"ada", *routes, "/ws", layer};
  ada.send(R"({"stream":"lobby","payload":{"action":"who","request_id":"1"}})");
  ada.send(R"({"stream":"lobby","payload":{"action":"join","request_id":"2","room":"a"}})");
  ada.send(
      R"({"stream":"lobby","payload":{"action":"send","request_id":"3","room":"a","data":1}})");
  for (const auto* id : {"4", "5", "6"})
    ada.send(fmt::format(
        R"({{"stream":"dice","payload":{{"action":"roll","request_id":"{}","sides":6}}}})", id));
  ada.send(R"({"stream":"cards","payload":{"action":"deal","request_id":"7"}})");
  ada.send("not JSON");

  const auto wrong = route_table::make(
      {multiplex("/ws", {{"a", stream<dice>()}}), multiplex("/{any}", {{"b", stream<dice>()}})});
  fmt::print("{}\n", wrong.error().message);
}
