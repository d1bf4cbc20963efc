// The two smallest consumers: one takes messages as they come, one answers requests.
#include "consumers/routing/mount.hpp"
#include "examples/page.hpp"

using namespace vestnik::consumers;

struct echo {
  connection& at;

  void receive(frame_kind kind, std::string_view message) { at.send_as_is(kind, message); }
};

struct greeter {
  struct options {
    std::string word = "Hello";
    access_rule permission = anonymous();
  };

  connection& at;
  const options& chosen;

  static handler_list<greeter> handlers() { return {on("greet", &greeter::greet)}; }

  std::string greet(arg<"name"> name) { return chosen.word + ", " + std::string{*name} + "!"; }
};

int main() {
  const auto routes = route_table::make({
      mount<echo>("/echo", {.permission = anonymous()}),
      mount<greeter>("/greet"),
      mount<greeter>("/gruss", {.word = "Guten Tag"}),
  });
  local_layer layer;
  page{"echo", *routes, "/echo", layer}.send("as it is");
  page{"greet", *routes, "/greet", layer}.send(
      R"({"action":"greet","request_id":"1","name":"Ada"})");
  page gruss{"gruss", *routes, "/gruss", layer};
  gruss.send(R"({"action":"greet","request_id":"1","name":"Ada"})");
  gruss.send(R"({"action":"greet","request_id":"2"})");
  gruss.send(R"({"action":"wave","request_id":"3"})");
}
