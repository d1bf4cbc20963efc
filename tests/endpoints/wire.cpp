// Keeps the pages of docs/wire/ true: every sample there is given to the endpoints, or made by
// the encoder that the server uses.
#include "consumers/wire/envelope.hpp"
#include "model/command_json.hpp"
#include "tests/endpoints/client_actions.hpp"
#include "tests/endpoints/live_connection.hpp"
#include "tests/support/wire_samples.hpp"

#include <boost/json/serialize.hpp>

#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

namespace vestnik::endpoints::wire_tests {

TEST_SUITE_BEGIN("endpoints/wire");

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

std::string string_at(const json::object& from, std::string_view key) {
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

const auto person_room = model::room_of(live_connection::alice);
const auto chat_42 = model::room_of(model::chat_id{42});
const auto mailbox_7 = model::room_of(model::account_id{7});

/// What the requests of the stream `rooms` must do, by their names.
const std::map<std::string, std::function<void(live_connection&)>> effects{
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
};

/// The room that a command goes to, by the payload of its request.
model::room_name target_of(const json::object& payload) {
  // What a chat is for the caller is not the chat's affair.
  if (string_at(payload, "action") == "settings")
    return person_room;
  if (payload.contains("chat"))
    return model::parse_room_name("chat:" + string_at(payload, "chat")).value();
  if (payload.contains("account"))
    return model::parse_room_name("mailbox:" + string_at(payload, "account")).value();
  return person_room;
}

/// The request became one command, which has all that the request says.
void check_command(live_connection& at, const std::string& action, const json::object& payload) {
  REQUIRE(at.layer.commands.size() == 1);
  const auto& command = at.layer.commands.front();
  CHECK(command.caller == live_connection::alice);
  CHECK(command.target == target_of(payload));
  CHECK(command.op == (payload.contains("op") ? string_at(payload, "op") : ""));
  const auto fields = parse(model::to_json(command.body).reveal());
  CHECK(string_at(fields, "action") == action);
  const std::set<std::string_view> of_all{"action", "request_id", "op", "chat", "account"};
  for (const auto& argument : payload)
    if (!of_all.contains(argument.key()))
      CHECK_MESSAGE(fields.at(argument.key()) == argument.value(), argument.key());
}

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
  const auto& error = payload.at("errors").at(0);
  const auto* wait = error.as_object().if_contains("retry_ms");
  return {std::move(head), model::error{code_named(string_at(error, "code")),
                                        string_at(error, "message"), string_at(error, "field"),
                                        std::chrono::milliseconds{wait ? wait->as_int64() : 0}}};
}

std::string text_of(const std::filesystem::path& page) {
  std::ifstream file{page};
  REQUIRE_MESSAGE(file.good(), page.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// `chats.send` of a request or a reply.
std::string action_of(const json::value& frame) {
  return string_at(frame, "stream") + '.' + string_at(frame.at("payload"), "action");
}

} // namespace

TEST_CASE("every request of docs/wire does what its page says, and none is left out") {
  std::set<std::string> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (sample.label != "request")
      continue;
    CAPTURE(sample.place);
    const auto frame = parse(sample.text);
    const auto action = action_of(frame);
    live_connection connection;
    connection.aut.send(sample.text);
    if (const auto effect = effects.find(action); effect != effects.end())
      effect->second(connection);
    else
      check_command(connection, action, frame.at("payload").as_object());
    seen.insert(action);
  }
  for (const auto& action : client_actions())
    CHECK_MESSAGE(seen.contains(action), action);
}

TEST_CASE("every reply of docs/wire is what the encoder writes, and none is left out") {
  std::set<std::string> served;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.is("reply"))
      continue;
    CAPTURE(sample.place);
    const auto frame = parse(sample.text);
    const auto [head, outcome] = taken_apart(frame);
    CHECK(parse(encode_reply(head, outcome)) == frame);
    if (outcome)
      served.insert(action_of(frame));
  }
  for (const auto& action : client_actions())
    CHECK_MESSAGE(served.contains(action), action);
}

TEST_CASE("every event of docs/wire is what the encoder writes") {
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.is("event"))
      continue;
    CAPTURE(sample.place);
    const auto frame = parse(sample.text);
    const auto& payload = frame.at("payload");
    const auto* seq = payload.as_object().if_contains("seq");
    const model::event event{.room = model::parse_room_name(string_at(payload, "room")).value(),
                             .seq = seq ? static_cast<std::uint64_t>(seq->as_int64()) : 0,
                             .kind = kind_named(string_at(payload, "event")),
                             .at = time_at(string_at(payload, "at")),
                             .data = json::serialize(payload.at("data"))};
    CHECK((model::traits_of(event.kind).log == model::durability::durable) == (seq != nullptr));
    CHECK(parse(encode_event(event, wire_form::multiplexed)) == frame);
    CHECK(parse(encode_event(event, wire_form::bare)) == payload);
    ++seen[string_at(payload, "event")];
  }
  for (const auto& row : model::event_table)
    if (row.heard_by == model::audience::clients)
      CHECK_MESSAGE(seen.contains(std::string{row.name}), row.name);
  CHECK(seen.size() == 22);
}

TEST_CASE("docs/wire has no sample of a kind that no test loads") {
  // message_pages.cpp and mail_download.cpp
  const std::set<std::string> loaded_by_others{"pages-request", "pages-answer",
                                               "pages-refusal", "download-list",
                                               "download-mail", "download-request"};
  for (const auto& sample : tests::wire_samples()) {
    CAPTURE(sample.place);
    const bool loaded_here = sample.is("request") || sample.is("reply") || sample.is("event");
    const bool loaded_by_api = sample.label.starts_with("http-");
    CHECK((loaded_here || loaded_by_api || loaded_by_others.contains(sample.label)));
  }
}

TEST_CASE("every page of docs/wire is listed on the first") {
  const auto pages = tests::wire_pages();
  REQUIRE(pages.size() > 1);
  REQUIRE(pages.front().filename() == "README.md");
  const auto first = text_of(pages.front());
  for (const auto& page : pages)
    if (const auto name = page.filename().string(); page != pages.front())
      CHECK_MESSAGE(first.find("](" + name + ")") != std::string::npos, name);
}

TEST_CASE("docs/wire/frames.md has every code with its status and its close code") {
  const auto page = text_of(VESTNIK_DOCS "/wire/frames.md");
  for (int number = 1; number < 256; ++number) {
    const auto& traits = model::traits_of(static_cast<model::ec>(number));
    const auto row =
        fmt::format("| `{}` | {} | {} |", traits.name, traits.status, traits.close_code);
    CHECK_MESSAGE(page.find(row) != std::string::npos, row);
  }
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::wire_tests
