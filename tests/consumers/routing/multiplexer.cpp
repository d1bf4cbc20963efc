#include "consumers/routing/multiplexer.hpp"

#include "consumers/testing/communicator.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::multiplexer_tests {

TEST_SUITE_BEGIN("consumers/routing/multiplexer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Counts its requests, so that a test can tell instances apart, and what becomes of
/// the instances in `log`, which outlives the mount.
class counter {
public:
  struct options {
    std::string* log = nullptr;
    access_rule permission = anonymous();
  };
  counter(connection& at, const options& chosen)
      : at_{at}
      , log_{*chosen.log} {
    log_ += "made ";
  }
  static handler_list<counter> handlers() { return {on("a", &counter::count)}; }
  void disconnect(std::uint16_t code) { log_ += std::to_string(code) + ' '; }

private:
  int count() {
    at_.send(model::json_text{"{}"});
    return ++count_;
  }

  connection& at_;
  std::string& log_;
  int count_ = 0;
};

/// Passes its requests on to the owner of a room, who answers when the test says so.
struct forwarder {
  connection& at;

  static handler_list<forwarder> handlers() { return {on("a", &forwarder::ask)}; }
  void ask(model::fields& in, const responder& reply) {
    at.ask(in, reply, model::room_of(at.facts().identity.user), model::list_chats{});
  }
};

/// A connection to three streams.
struct fixture {
  fixture() { aut.connect(); }

  scripted_layer layer;
  route_table routes = route_table::make({multiplex("/ws", {{"chats", stream<forwarder>()},
                                                            {"mail", stream<forwarder>()},
                                                            {"people", stream<forwarder>()}})})
                           .value();
  communicator aut{routes, "/ws", {{1}, {1}, "alice", "Alice"}, layer};
};

std::string frame(const std::string& stream) {
  return R"({"stream":")" + stream + R"(","payload":{"action":"a","request_id":"1"}})";
}

std::string data(const std::string& stream, const std::string& number) {
  return R"({"stream":")" + stream +
         R"(","payload":{"action":"a","request_id":"1","response_status":200,"data":)" + number +
         R"(,"errors":[]}})";
}

} // namespace

TEST_CASE("each stream of each connection has one instance, made when it is first used") {
  std::string log;
  scripted_layer layer;
  const auto routes =
      route_table::make(
          {multiplex("/ws", {{"a", stream<counter>({&log})}, {"b", stream<counter>({&log})}},
                     {anonymous()})})
          .value();
  communicator one{routes, "/ws", {}, layer};
  communicator two{routes, "/ws", {}, layer};
  one.connect();
  CHECK(log.empty());
  const auto event = [](const char* stream) {
    return std::string{R"({"stream":")"} + stream + R"(","payload":{}})";
  };
  for (const auto* number : {"1", "2"}) {
    one.send(frame("a"));
    CHECK(one.receive() == event("a"));
    CHECK(one.receive() == data("a", number));
  }
  one.send(frame("b"));
  CHECK(one.receive() == event("b"));
  CHECK(one.receive() == data("b", "1"));
  two.send(frame("a"));
  CHECK(two.receive() == event("a"));
  CHECK(two.receive() == data("a", "1"));
  one.disconnect(1001);
  CHECK(log == "made made made 1001 1001 ");
}

TEST_CASE("a stream that refuses to connect refuses its requests") {
  std::string log;
  scripted_layer layer;
  const auto routes =
      route_table::make(
          {multiplex("/ws", {{"a", stream<counter>({&log, signed_in()})}}, {anonymous()})})
          .value();
  communicator nobody{routes, "/ws", {}, layer};
  nobody.send(frame("a"));
  CHECK(nobody.receive()->find(R"("response_status":401)") != std::string::npos);
  CHECK(log.empty());
}

TEST_CASE("a mistake in a stream names route, stream, class and handler") {
  struct twice {
    static handler_list<twice> handlers() { return {on("a", &twice::a), on("a", &twice::a)}; }
    void a() {}
  };
  const auto made = route_table::make({multiplex("/ws", {{"b", stream<twice>()}})});
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().message.starts_with("route /ws (multiplexer): stream b ("));
  CHECK(made.error().message.ends_with(
      R"(handler 2 {action: "a"} is never reached: handler 1 {action: "a"} takes all that it would)"));
}

TEST_CASE_FIXTURE(fixture, "an unknown stream is malformed, and its request is named") {
  aut.send(R"({"stream":"news","payload":{"action":"list","request_id":"1"}})");
  CHECK(aut.receive() ==
        R"({"stream":"news","payload":{"action":"list","request_id":"1","response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"stream",)"
        R"("message":"there is no stream news; there is: chats, mail, people"}]}})");
}

TEST_CASE_FIXTURE(fixture, "a binary frame is malformed") {
  aut.send_binary(frame("chats"));
  CHECK(aut.receive() ==
        R"({"stream":null,"payload":{"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"",)"
        R"("message":"frames are text, not binary"}]}})");
}

TEST_CASE_FIXTURE(fixture, "every frame that cannot be read is answered, and it lives on") {
  const std::string whole =
      R"({"stream":"chats","payload":{"action":"a","request_id":"1","x":[1,{"y":"\u044f"}]}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    aut.send(whole.substr(0, size));
    const auto text = aut.receive();
    REQUIRE(text.has_value());
    CHECK(text->find(R"("response_status":400)") != std::string::npos);
    CHECK_FALSE(aut.receive().has_value());
  }
  CHECK(layer.untouched());
  CHECK_FALSE(aut.closed().has_value());
  aut.send(frame("chats"));
  CHECK(layer.commands.size() == 1);
}

TEST_CASE_FIXTURE(fixture, "requests of one connection can be answered in any order") {
  aut.send(frame("chats"));
  aut.send(frame("people"));
  aut.send(frame("mail"));
  CHECK(layer.commands.size() == 3);
  layer.answer(model::json_text{"1"});
  layer.answer(model::json_text{"2"});
  layer.answer(model::json_text{"3"});
  CHECK(aut.receive()->starts_with(R"({"stream":"chats")"));
  CHECK(aut.receive()->starts_with(R"({"stream":"people")"));
  CHECK(aut.receive()->starts_with(R"({"stream":"mail")"));
}

TEST_SUITE_END();

} // namespace vestnik::consumers::multiplexer_tests
