// Keeps the pages of docs/wire/ true: every sample there is given to the endpoints, or made by
// the encoder that the server uses.
#include "consumers/wire/envelope.hpp"
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

void check_command_to(live_connection& at, model::room_name room, std::string_view op) {
  REQUIRE(at.layer.commands.size() == 1);
  const auto& sent = at.layer.commands.front();
  CHECK(sent.caller == live_connection::alice);
  CHECK(sent.target == room);
  CHECK(sent.op == op);
}

const auto person_room = model::room_of(live_connection::alice);
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
       check_command_to(at, person_room, "");
       at.only_command<model::list_chats>();
     }},
    {"chats.dialog",
     [](live_connection& at) {
       check_command_to(at, person_room, "3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11");
       CHECK(at.only_command<model::open_dialog>().peer == model::user_id{7236401234567891});
     }},
    {"chats.send",
     [](live_connection& at) {
       check_command_to(at, chat_42, "0b7f6a52-9a3e-4f5e-8f0c-7d0b1f6e2a90");
       CHECK(at.only_command<model::send_message>().text == "See you at six");
     }},
    {"chats.read",
     [](live_connection& at) {
       check_command_to(at, chat_42, "");
       CHECK(at.only_command<model::mark_read>().seq == 183);
     }},
    {"chats.typing",
     [](live_connection& at) {
       check_command_to(at, chat_42, "");
       at.only_command<model::typing>();
     }},
    {"chats.history",
     [](live_connection& at) {
       check_command_to(at, chat_42, "");
       CHECK(at.only_command<model::read_history>().before == 0);
       CHECK(at.only_command<model::read_history>().limit == 50);
     }},
    {"people.search",
     [](live_connection& at) {
       check_command_to(at, person_room, "");
       CHECK(at.only_command<model::search_people>().prefix == "bo");
     }},
    {"mail.add",
     [](live_connection& at) {
       check_command_to(at, person_room, "c5f4cb3d-1a52-4a83-a3d2-8a1f2d3c4b5a");
       const auto& account = at.only_command<model::add_mail_account>();
       CHECK(account.address == "alice@example.org");
       CHECK(account.server ==
             model::mail_server{"imap.example.org", 993, model::mail_security::tls, "alice"});
       CHECK(account.password.reveal() == "correct horse");
     }},
    {"mail.accounts",
     [](live_connection& at) {
       check_command_to(at, person_room, "");
       at.only_command<model::list_mail_accounts>();
     }},
    {"mail.messages",
     [](live_connection& at) {
       check_command_to(at, mailbox_7, "");
       CHECK(at.only_command<model::list_mails>().before.empty());
       CHECK(at.only_command<model::list_mails>().limit == 50);
     }},
    {"mail.message",
     [](live_connection& at) {
       check_command_to(at, mailbox_7, "");
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
  std::map<std::string, int> seen;
  for (const auto& sample : tests::wire_samples()) {
    if (sample.label != "request")
      continue;
    CAPTURE(sample.place);
    const auto frame = parse(sample.text);
    const auto name = action_of(frame);
    const auto expected = expectations.find(name);
    REQUIRE_MESSAGE(expected != expectations.end(), name);
    live_connection connection;
    connection.aut.send(sample.text);
    expected->second(connection);
    ++seen[name];
  }
  CHECK(seen.size() == expectations.size());
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
  for (const auto& [name, expected] : expectations)
    CHECK_MESSAGE(served.contains(name), name);
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
  CHECK(seen.size() == 10);
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
