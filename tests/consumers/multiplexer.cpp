#include "consumers/multiplexer.hpp"

#include "tests/consumers/live_connection.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("consumers/multiplexer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Counts its requests, so that a test can tell instances apart.
class counter final : public action_consumer {
public:
  counter(const scope& facts, channel_layer& layer, int& made)
      : action_consumer{facts, layer} {
    ++made;
  }

private:
  void on_request(const request&, const responder& reply) override {
    reply(model::json_text{std::to_string(++count_)});
  }

  int count_ = 0;
};

/// A stream that counts its instances in `made`, which outlives the mount.
action_consumer_factory counting(int& made) {
  return [&made](const scope& facts, channel_layer& layer) {
    return std::make_unique<counter>(facts, layer, made);
  };
}

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
  int made = 0;
  scripted_layer layer;
  const auto mounted = multiplex({{"a", counting(made)}, {"b", counting(made)}});
  communicator one{mounted, {}, layer};
  communicator two{mounted, {}, layer};
  one.connect();
  CHECK(made == 0);
  for (const auto* number : {"1", "2"}) {
    one.send(frame("a"));
    CHECK(one.receive() == data("a", number));
  }
  one.send(frame("b"));
  CHECK(one.receive() == data("b", "1"));
  two.send(frame("a"));
  CHECK(two.receive() == data("a", "1"));
  CHECK(made == 3);
}

TEST_CASE_FIXTURE(live_connection, "an unknown stream is malformed, and its request is named") {
  aut.send(R"({"stream":"news","payload":{"action":"list","request_id":"1"}})");
  CHECK(aut.receive() ==
        R"({"stream":"news","payload":{"action":"list","request_id":"1","response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"stream",)"
        R"("message":"there is no stream news; there is: chats, mail, people, rooms"}]}})");
}

TEST_CASE_FIXTURE(live_connection, "a binary frame is malformed") {
  aut.send_binary(frame("chats"));
  CHECK(aut.receive() ==
        R"({"stream":null,"payload":{"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"",)"
        R"("message":"frames are text, not binary"}]}})");
}

TEST_CASE_FIXTURE(live_connection, "every frame that cannot be read is answered, and it lives on") {
  const std::string whole =
      R"({"stream":"chats","payload":{"action":"list","request_id":"1","x":[1,{"y":"\u044f"}]}})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    aut.send(whole.substr(0, size));
    const auto text = aut.receive();
    REQUIRE(text.has_value());
    CHECK(text->find(R"("response_status":400)") != std::string::npos);
    CHECK_FALSE(aut.receive().has_value());
  }
  CHECK(layer.untouched());
  CHECK_FALSE(aut.closed().has_value());
  ask("chats", "list");
  CHECK(layer.commands.size() == 1);
}

TEST_CASE_FIXTURE(live_connection, "requests of one connection can be answered in any order") {
  ask("chats", "list");
  ask("people", "search", R"("prefix":"bo")");
  ask("mail", "accounts");
  CHECK(layer.commands.size() == 3);
  layer.answer(model::json_text{"1"});
  layer.answer(model::json_text{"2"});
  layer.answer(model::json_text{"3"});
  CHECK(aut.receive()->starts_with(R"({"stream":"chats")"));
  CHECK(aut.receive()->starts_with(R"({"stream":"people")"));
  CHECK(aut.receive()->starts_with(R"({"stream":"mail")"));
}

TEST_SUITE_END();
