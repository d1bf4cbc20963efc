#include "consumers/dispatch/request_consumer.hpp"

#include "consumers/routing/multiplexer.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::dispatch_request_consumer_tests {

TEST_SUITE_BEGIN("consumers/dispatch/request_consumer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Has an action for each way in which a handler can go right or wrong.
class sampler {
public:
  explicit sampler(connection& at)
      : at_{at} {}

  static handler_list<sampler> handlers() {
    return {
        on("read", &sampler::read),  on("write", &sampler::write),
        on("throw", &sampler::fail), on("refuse", &sampler::refuse),
        on("drop", &sampler::drop),  on("answer and throw", &sampler::answer_and_throw),
    };
  }

private:
  void read(model::fields& in, const responder& reply) {
    at_.ask(in, reply, {model::room_kind::chat, 1}, model::list_chats{});
  }
  void write(model::fields& in, const responder& reply) {
    at_.ask(in, reply, {model::room_kind::chat, 1}, model::send_message{in.text("text", {1, 9})});
  }
  void fail() { throw std::runtime_error{"as asked"}; }
  void refuse() { throw model::error{model::ec::conflict, "as asked", "action"}; }
  void drop(const responder&) {}
  void answer_and_throw(const responder& reply) {
    reply(model::json_text{"1"});
    throw std::runtime_error{"too late"};
  }

  connection& at_;
};

struct fixture {
  /// The reply to a request with `members`, in short: status, then data or the error.
  std::string ask(const std::string& members) {
    aut.send(R"({"stream":"s","payload":{"request_id":"r1",)" + members + "}}");
    const auto text = aut.receive();
    if (!text)
      return "";
    const auto frame = model::parse_json(*text).value();
    const auto& payload = frame.at("payload");
    CHECK(payload.at("request_id").as_string() == "r1");
    const auto& errors = payload.at("errors").as_array();
    return std::to_string(payload.at("response_status").as_int64()) + ' ' +
           (errors.empty() ? "" : errors.at(0).at("message").as_string().c_str());
  }

  scripted_layer layer;
  route_table routes = route_table::make({multiplex("/ws", {{"s", stream<sampler>()}})}).value();
  communicator aut{routes, "/ws", {{5}, {6}, "eve", "Eve"}, layer};
};

const std::string op = R"("op":"3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11")";

} // namespace

TEST_CASE_FIXTURE(fixture, "a read asks the owner in the caller's name, without op") {
  CHECK(ask(R"("action":"read")") == "");
  REQUIRE(layer.commands.size() == 1);
  CHECK(layer.commands.front().caller == model::user_id{5});
  CHECK(layer.commands.front().op.empty());
  layer.answer(model::json_text{"[]"});
  CHECK(aut.receive() == R"({"stream":"s","payload":{"action":"read","request_id":"r1",)"
                         R"("response_status":200,"data":[],"errors":[]}})");
}

TEST_CASE_FIXTURE(fixture, "an op is refused on a read by name") {
  CHECK(ask(R"("action":"read",)" + op) == "422 there is no field op here");
  CHECK(layer.untouched());
}

TEST_CASE_FIXTURE(fixture, "a write needs an op that is a UUID") {
  CHECK(ask(R"("action":"write","text":"hi")") == "422 op is missing");
  CHECK(ask(R"("action":"write","text":"hi","op":"1")").starts_with("422 op must be a UUID"));
  CHECK(layer.untouched());
  CHECK(ask(R"("action":"write","text":"hi",)" + op) == "");
  CHECK(layer.commands.front().op == "3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
}

TEST_CASE_FIXTURE(fixture, "fields that only the server may set are refused by name") {
  for (const std::string field : {"role", "owner", "seq", "epoch", "caller", "author"})
    CHECK(ask(R"("action":"write","text":"hi",)" + op + ",\"" + field + "\":1") ==
          "422 there is no field " + field + " here");
  CHECK(layer.untouched());
}

TEST_CASE_FIXTURE(fixture, "the owner's refusal reaches the client as it is") {
  ask(R"("action":"read")");
  layer.answer(model::error{model::ec::not_found, "no such chat", "chat"});
  const auto text = aut.receive().value();
  CHECK(text.find(R"("response_status":404)") != std::string::npos);
  CHECK(text.find(R"({"code":"not_found","field":"chat","message":"no such chat"})") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(fixture, "an unknown action is refused with the known ones") {
  CHECK(ask(R"("action":"fly")") == "405 there is no action fly; there is: read, write, throw, "
                                    "refuse, drop, answer and throw");
}

TEST_CASE_FIXTURE(
    fixture,
    "an exception of a handler is logged with the request's id, and the consumer lives on") {
  const captured_log log;
  CHECK(ask(R"("action":"throw")") == "500 something went wrong on our side; it has been logged");
  CHECK(log.has("as asked"));
  CHECK(log.has("\"s.throw\", request \"r1\""));
  ask(R"("action":"read")");
  CHECK(layer.commands.size() == 1);
}

TEST_CASE_FIXTURE(fixture, "an error that a handler throws is the reply") {
  const captured_log log;
  CHECK(ask(R"("action":"refuse")") == "409 as asked");
  CHECK(log.text().empty());
}

TEST_CASE_FIXTURE(fixture, "a request that its handler drops is answered") {
  const captured_log log;
  CHECK(ask(R"("action":"drop")") == "500 something went wrong on our side; it has been logged");
  CHECK(log.has("a handler dropped its request"));
}

TEST_CASE_FIXTURE(fixture,
                  "a handler that throws after its answer is logged and not answered again") {
  const captured_log log;
  CHECK(ask(R"("action":"answer and throw")") == "200 ");
  CHECK(log.has("too late"));
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "an answer after the end of the connection goes nowhere") {
  ask(R"("action":"read")");
  aut.disconnect();
  layer.answer(model::json_text{"[]"});
  CHECK_FALSE(aut.receive().has_value());
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_request_consumer_tests
