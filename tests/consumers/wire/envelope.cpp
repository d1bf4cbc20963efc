#include "consumers/wire/envelope.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

namespace vestnik::consumers::envelope_tests {

TEST_SUITE_BEGIN("consumers/wire/envelope");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

TEST_CASE("a part that could not be read is null in the reply") {
  const model::error refusal{model::ec::malformed, "no"};
  CHECK(encode_reply({}, refusal) ==
        R"({"stream":null,"payload":{"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"","message":"no"}]}})");
  CHECK(encode_reply({.form = wire_form::bare}, refusal) ==
        R"({"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"","message":"no"}]})");
}

TEST_CASE("a text that a client chose is escaped when it is repeated") {
  const reply_head head{wire_form::bare, {}, "a\"b", "\\\n"};
  CHECK(encode_reply(head, model::json_text{"{}"}) ==
        R"({"action":"a\"b","request_id":"\\\n","response_status":200,"data":{},"errors":[]})");
}

TEST_CASE("a refusal that waiting helps says for how long") {
  const auto text = encode_reply(
      {}, model::error{model::ec::too_many, "slow down", "", std::chrono::milliseconds{250}});
  CHECK(model::parse_json(text)->at("payload").at("errors").at(0).at("retry_ms").as_int64() == 250);
}

TEST_CASE("an event has a seq if it is durable, and its data as it is") {
  const model::event durable{
      model::room_of(model::chat_id{42}), 7, model::event_kind::message_created, {}, R"({"a":1})"};
  CHECK(encode_event(durable, wire_form::multiplexed) ==
        R"({"stream":"rooms","payload":{"event":"message.created","room":"chat:42","seq":7,)"
        R"("at":"1970-01-01T00:00:00.000Z","data":{"a":1}}})");
  const model::event ephemeral{
      model::room_of(model::chat_id{42}), 0, model::event_kind::chat_typing, {}, "{}"};
  CHECK(encode_event(ephemeral, wire_form::bare) ==
        R"({"event":"chat.typing","room":"chat:42","at":"1970-01-01T00:00:00.000Z","data":{}})");
}

TEST_CASE("a bare request is a payload alone") {
  const auto request = read_request(R"({"action":"list","request_id":"1","x":2})", wire_form::bare);
  CHECK_FALSE(request.problem.has_value());
  CHECK(request.head.action == "list");
  CHECK(request.head.request_id == "1");
  CHECK_FALSE(request.head.stream.has_value());
  CHECK(json::serialize(request.arguments) == R"({"x":2})");
  CHECK(read_request("[]", wire_form::bare).problem->code == model::ec::malformed);
  CHECK_FALSE(read_request("{}", wire_form::bare).problem.has_value());
  CHECK(read_request(R"({"action":1})", wire_form::bare).problem->field == "action");
}

TEST_CASE("a frame is read as far as it can be") {
  struct row {
    const char* frame;
    const char* stream;
    const char* action;
    const char* request_id;
    model::ec code;
    const char* field;
  };
  using enum model::ec;
  const row table[] = {
      {"", "", "", "", malformed, ""},
      {"hello", "", "", "", malformed, ""},
      {"[]", "", "", "", malformed, ""},
      {"null", "", "", "", malformed, ""},
      {"{}", "", "", "", malformed, ""},
      {R"({"stream":"s"})", "", "", "", malformed, ""},
      {R"({"payload":{"action":"a","request_id":"r"}})", "", "", "", malformed, ""},
      {R"({"stream":7,"payload":{"action":"a","request_id":"r"}})", "", "a", "r", malformed,
       "stream"},
      {R"({"stream":"s","payload":[]})", "s", "", "", malformed, "payload"},
      {R"({"stream":"s","payload":{"request_id":"r"}})", "s", "", "r", malformed, "action"},
      {R"({"stream":"s","payload":{"action":1,"request_id":"r"}})", "s", "", "r", malformed,
       "action"},
      {R"({"stream":"s","payload":{"action":"a"}})", "s", "a", "", malformed, "request_id"},
      {R"({"stream":"s","payload":{"action":"a","request_id":true}})", "s", "a", "", malformed,
       "request_id"},
      {R"({"stream":"s","payload":{"action":"a","request_id":1.5}})", "s", "a", "", malformed,
       "request_id"},
      {R"({"stream":"s","payload":{"action":"a","request_id":"r"},"role":1})", "s", "a", "r",
       invalid, "role"},
      {R"({"stream":"s","stream":"s","payload":{}})", "", "", "", malformed, ""},
  };
  for (const auto& row : table) {
    CAPTURE(row.frame);
    const auto request = read_request(row.frame, wire_form::multiplexed);
    REQUIRE(request.problem.has_value());
    CHECK(request.problem->code == row.code);
    CHECK(request.problem->field == row.field);
    CHECK(request.head.stream.value_or("") == row.stream);
    CHECK(request.head.action.value_or("") == row.action);
    CHECK(request.head.request_id.value_or("").text() == row.request_id);
  }
}

TEST_CASE("names have at most 64 characters and longer ones are not repeated") {
  const auto frame = [](const std::string& id) {
    return R"({"stream":"s","payload":{"action":"a","request_id":")" + id + R"("}})";
  };
  std::string letters;
  for (int i = 0; i < 64; ++i)
    letters += "я";
  CHECK_FALSE(read_request(frame(letters), wire_form::multiplexed).problem.has_value());
  const auto request = read_request(frame(letters + "я"), wire_form::multiplexed);
  REQUIRE(request.problem.has_value());
  CHECK(request.problem->code == model::ec::invalid);
  CHECK(request.problem->field == "request_id");
  CHECK_FALSE(request.head.request_id.has_value());
}

TEST_CASE("a number that names a request comes back as that number") {
  const auto answer_to = [](const char* frame, wire_form form) {
    return encode_reply(read_request(frame, form).head, model::json_text{"{}"});
  };
  CHECK(answer_to(R"({"stream":"s","payload":{"action":"a","request_id":7}})",
                  wire_form::multiplexed) ==
        R"({"stream":"s","payload":{"action":"a","request_id":7,"response_status":200,)"
        R"("data":{},"errors":[]}})");
  CHECK(answer_to(R"({"action":"a","request_id":-9223372036854775808})", wire_form::bare) ==
        R"({"action":"a","request_id":-9223372036854775808,"response_status":200,)"
        R"("data":{},"errors":[]})");
}

TEST_CASE("a reply says by its status what was done") {
  const reply_head head{wire_form::bare, {}, "create", "1"};
  CHECK(encode_reply(head, model::json_text{"1"}, success::created) ==
        R"({"action":"create","request_id":"1","response_status":201,"data":1,"errors":[]})");
  const model::error refusal{model::ec::conflict, "no"};
  CHECK(encode_reply(head, refusal, success::created).find(R"("response_status":409)") !=
        std::string::npos);
}

TEST_CASE("a frame over the limit is too large") {
  const std::string frame(256 * 1024 + 1, ' ');
  CHECK(read_request(frame, wire_form::multiplexed).problem->code == model::ec::too_large);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::envelope_tests
