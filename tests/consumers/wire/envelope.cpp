#include "consumers/wire/envelope.hpp"

#include "tests/consumers/live_connection.hpp"
#include "tests/support/wire_samples.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>
#include <map>
#include <sstream>

namespace vestnik::consumers::envelope_tests {

TEST_SUITE_BEGIN("consumers/wire/envelope");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

json::value parse(std::string_view text) {
  auto parsed = model::parse_json(text);
  REQUIRE_MESSAGE(parsed.has_value(), text);
  return std::move(*parsed);
}

std::string string_at(const json::value& from, std::string_view key) {
  return from.at(key).as_string().c_str();
}

model::event_kind kind_named(std::string_view name) {
  for (const auto& row : model::event_table)
    if (row.name == name)
      return row.kind;
  FAIL("no event is named ", name);
  return {};
}

model::ec code_named(std::string_view name) {
  for (int number = 1; number < 256; ++number)
    if (model::traits_of(static_cast<model::ec>(number)).name == name)
      return static_cast<model::ec>(number);
  FAIL("no code is named ", name);
  return {};
}

model::timestamp time_at(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int milliseconds = 0;
  REQUIRE(std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%d.%dZ", &year, &month, &day, &hour, &minute,
                      &second, &milliseconds) == 7);
  return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                               static_cast<int>(day)} +
         std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
         std::chrono::milliseconds{milliseconds};
}

/// The command that a sample must produce, by stream and action.
using expectation = std::function<void(live_connection&)>;

const model::command& command_to(live_connection& at, model::room_name room, std::string_view op) {
  REQUIRE(at.layer.commands.size() == 1);
  const auto& given = at.layer.commands.front();
  CHECK(given.caller == live_connection::alice);
  CHECK(given.target == room);
  CHECK(given.op == op);
  return given;
}

const auto own_room = model::room_of(live_connection::alice);
const auto chat_42 = model::room_of(model::chat_id{42});
const auto mailbox_7 = model::room_of(model::account_id{7});

const std::map<std::string, expectation> expectations{
    {"rooms.subscribe",
     [](live_connection& at) {
       const std::vector<room_position> expected{{chat_42, 181, ""},
                                                 {mailbox_7, 12, "9f2c61d07a8e4b35"}};
       REQUIRE(at.layer.subscribed.size() == 1);
       CHECK(at.layer.subscribed.front() == expected);
     }},
    {"rooms.ping", [](live_connection& at) { CHECK(at.layer.subscribed.empty()); }},
    {"rooms.unsubscribe",
     [](live_connection& at) {
       REQUIRE(at.layer.unsubscribed.size() == 1);
       CHECK(at.layer.unsubscribed.front() == std::vector{chat_42});
     }},
    {"chats.list",
     [](live_connection& at) {
       command_to(at, own_room, "");
       at.only_command<model::list_chats>();
     }},
    {"chats.dialog",
     [](live_connection& at) {
       command_to(at, own_room, "3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
       CHECK(at.only_command<model::open_dialog>().peer == model::user_id{7236401234567891});
     }},
    {"chats.send",
     [](live_connection& at) {
       command_to(at, chat_42, "0b7f6a52-9a3e-4f5e-8f0c-7d0b1f6e2a90");
       CHECK(at.only_command<model::send_message>().text == "See you at six");
     }},
    {"chats.read",
     [](live_connection& at) {
       command_to(at, chat_42, "");
       CHECK(at.only_command<model::mark_read>().seq == 183);
     }},
    {"chats.typing",
     [](live_connection& at) {
       command_to(at, chat_42, "");
       at.only_command<model::typing>();
     }},
    {"chats.history",
     [](live_connection& at) {
       command_to(at, chat_42, "");
       CHECK(at.only_command<model::read_history>().before == 0);
       CHECK(at.only_command<model::read_history>().limit == 50);
     }},
    {"people.search",
     [](live_connection& at) {
       command_to(at, own_room, "");
       CHECK(at.only_command<model::search_people>().prefix == "bo");
     }},
    {"mail.add",
     [](live_connection& at) {
       command_to(at, own_room, "c5f4cb3d-1a52-4a83-a3d2-8a1f2d3c4b5a");
       const auto& given = at.only_command<model::add_mail_account>();
       CHECK(given.address == "alice@example.org");
       CHECK(given.server ==
             model::mail_server{"imap.example.org", 993, model::mail_security::tls, "alice"});
       CHECK(given.password.reveal() == "correct horse");
     }},
    {"mail.accounts",
     [](live_connection& at) {
       command_to(at, own_room, "");
       at.only_command<model::list_mail_accounts>();
     }},
    {"mail.messages",
     [](live_connection& at) {
       command_to(at, mailbox_7, "");
       CHECK(at.only_command<model::list_mails>().before.empty());
       CHECK(at.only_command<model::list_mails>().limit == 50);
     }},
    {"mail.message",
     [](live_connection& at) {
       command_to(at, mailbox_7, "");
       CHECK(at.only_command<model::read_mail>().mail == model::mail_id{7236401234568000});
     }},
};

/// What is left of a reply when it was taken apart: enough to encode it again.
std::pair<reply_head, model::result<model::json_text>> taken_apart(const json::value& frame) {
  const auto name = [](const json::value& from, std::string_view key) {
    const auto& value = from.at(key);
    return value.is_null() ? std::optional<std::string>{} : std::string{value.as_string()};
  };
  const auto& payload = frame.at("payload");
  reply_head head{wire_form::multiplexed, name(frame, "stream"), name(payload, "action"),
                  name(payload, "request_id")};
  if (payload.at("errors").as_array().empty())
    return {std::move(head), model::json_text{json::serialize(payload.at("data"))}};
  const auto& what = payload.at("errors").at(0);
  return {std::move(head), model::error{code_named(string_at(what, "code")),
                                        string_at(what, "message"), string_at(what, "field")}};
}

} // namespace

TEST_CASE("every request of docs/wire.md does what the page says, and none is left out") {
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (sample.label != "request")
      continue;
    CAPTURE(sample.line);
    const auto frame = parse(sample.text);
    const auto name = string_at(frame, "stream") + '.' + string_at(frame.at("payload"), "action");
    const auto expected = expectations.find(name);
    REQUIRE_MESSAGE(expected != expectations.end(), name);
    live_connection connection;
    connection.aut.send(sample.text);
    expected->second(connection);
    ++seen[name];
  }
  CHECK(seen.size() == expectations.size());
}

TEST_CASE("every reply of docs/wire.md is what the encoder writes") {
  for (const auto& sample : tests::wire_samples()) {
    if (sample.label != "reply")
      continue;
    CAPTURE(sample.line);
    const auto frame = parse(sample.text);
    const auto [head, outcome] = taken_apart(frame);
    CHECK(parse(encode_reply(head, outcome)) == frame);
  }
}

TEST_CASE("every event of docs/wire.md is what the encoder writes") {
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (sample.label != "event")
      continue;
    CAPTURE(sample.line);
    const auto frame = parse(sample.text);
    const auto& payload = frame.at("payload");
    const auto* seq = payload.as_object().if_contains("seq");
    const model::event what{.room = model::parse_room_name(string_at(payload, "room")).value(),
                            .seq = seq ? static_cast<std::uint64_t>(seq->as_int64()) : 0,
                            .kind = kind_named(string_at(payload, "event")),
                            .at = time_at(string_at(payload, "at")),
                            .data = json::serialize(payload.at("data"))};
    CHECK((model::traits_of(what.kind).log == model::durability::durable) == (seq != nullptr));
    CHECK(parse(encode_event(what, wire_form::multiplexed)) == frame);
    CHECK(parse(encode_event(what, wire_form::bare)) == payload);
    ++seen[string_at(payload, "event")];
  }
  for (const auto& row : model::event_table)
    if (row.heard_by == model::audience::clients)
      CHECK_MESSAGE(seen.contains(std::string{row.name}), row.name);
  CHECK(seen.size() == 10);
}

TEST_CASE("docs/wire.md has no sample of a kind that no test loads") {
  for (const auto& sample : tests::wire_samples()) {
    CAPTURE(sample.line);
    const bool loaded_here =
        sample.label == "request" || sample.label == "reply" || sample.label == "event";
    const bool loaded_by_api = sample.label.starts_with("http-");
    const bool loaded_by_endpoints =
        sample.label.starts_with("pages-") || sample.label.starts_with("download-");
    CHECK((loaded_here || loaded_by_api || loaded_by_endpoints));
  }
}

TEST_CASE("what could not be read is null in the reply") {
  const model::error refusal{model::ec::malformed, "no"};
  CHECK(encode_reply({}, refusal) ==
        R"({"stream":null,"payload":{"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"","message":"no"}]}})");
  CHECK(encode_reply({.form = wire_form::bare}, refusal) ==
        R"({"action":null,"request_id":null,"response_status":400,)"
        R"("data":null,"errors":[{"code":"malformed","field":"","message":"no"}]})");
}

TEST_CASE("what a client chose is escaped when it is repeated") {
  const reply_head head{wire_form::bare, {}, "a\"b", "\\\n"};
  CHECK(encode_reply(head, model::json_text{"{}"}) ==
        R"({"action":"a\"b","request_id":"\\\n","response_status":200,"data":{},"errors":[]})");
}

TEST_CASE("a refusal that waiting helps says for how long") {
  const auto text = encode_reply(
      {}, model::error{model::ec::too_many, "slow down", "", std::chrono::milliseconds{250}});
  CHECK(parse(text).at("payload").at("errors").at(0).at("retry_ms").as_int64() == 250);
}

TEST_CASE("a bare request is a payload alone") {
  const auto asked = read_request(R"({"action":"list","request_id":"1","x":2})", wire_form::bare);
  CHECK_FALSE(asked.problem.has_value());
  CHECK(asked.head.action == "list");
  CHECK(asked.head.request_id == "1");
  CHECK_FALSE(asked.head.stream.has_value());
  CHECK(json::serialize(asked.arguments) == R"({"x":2})");
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
    const auto asked = read_request(row.frame, wire_form::multiplexed);
    REQUIRE(asked.problem.has_value());
    CHECK(asked.problem->code == row.code);
    CHECK(asked.problem->field == row.field);
    CHECK(asked.head.stream.value_or("") == row.stream);
    CHECK(asked.head.action.value_or("") == row.action);
    CHECK(asked.head.request_id.value_or("").text() == row.request_id);
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
  const auto asked = read_request(frame(letters + "я"), wire_form::multiplexed);
  REQUIRE(asked.problem.has_value());
  CHECK(asked.problem->code == model::ec::invalid);
  CHECK(asked.problem->field == "request_id");
  CHECK_FALSE(asked.head.request_id.has_value());
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
