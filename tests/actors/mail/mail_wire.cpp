#define CAF_SUITE mail_wire
#include "actors/mail/mail_wire.hpp"

#include <boost/json/parse.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace json = boost::json;

namespace {

const model::timestamp noon{std::chrono::seconds{1'780'000'000}};

storage::mail_row stored_mail() {
  storage::mail_row row;
  row.id = {5};
  row.snippet = "Dear";
  row.mail.key.folder = "INBOX";
  row.mail.date_received = noon;
  row.mail.flags = {"\\Answered", "\\Seen"};
  row.mail.content.subject = "hello";
  row.mail.content.from = {{"Ann", "ann@example.org"}};
  row.mail.content.to = {{"", "bob@example.org"}};
  row.mail.content.text = "Dear you";
  row.mail.content.attachments = {{"a.png", "image/png", 12, {}}};
  row.mail.content.message_id = "id@example.org";
  return row;
}

json::value parsed(const char* text) { return json::parse(text); }

} // namespace

namespace mail_wire_tests {

CAF_TEST(an account is shown without its password) {
  const storage::mail_account account{
      {7},
      {1},
      "ann@example.org",
      {"imap.example.org", 143, model::mail_security::starttls, "ann"}};
  CAF_CHECK(json::value(to_wire(account)) ==
            parsed(R"({"id":"7","address":"ann@example.org","host":"imap.example.org","port":143,
                       "security":"starttls","user":"ann"})"));
}

CAF_TEST(the summary of a mail is made from the mail) {
  CAF_CHECK(json::value(to_wire(summary_of(stored_mail()))) == parsed(R"({"id":"5","folder":"INBOX",
                       "from":[{"name":"Ann","address":"ann@example.org"}],"subject":"hello",
                       "snippet":"Dear","received_at":"2026-05-28T20:26:40.000Z","seen":true,
                       "attachments":1})"));
  auto unread = stored_mail();
  unread.mail.flags.clear();
  CAF_CHECK(!to_wire(summary_of(unread)).at("seen").as_bool());
}

CAF_TEST(a whole mail has its text and no html) {
  const auto whole = to_wire(stored_mail());
  CAF_CHECK(whole.at("text").as_string() == "Dear you");
  CAF_CHECK(whole.at("seen").as_bool());
  CAF_CHECK(whole.at("attachments") ==
            parsed(R"([{"name":"a.png","type":"image/png","size":12}])"));
  CAF_CHECK(whole.at("to") == parsed(R"([{"name":"","address":"bob@example.org"}])"));
  CAF_CHECK(!whole.contains("html"));
}

CAF_TEST(the state of a mailbox says how far it is) {
  fetch_state state;
  state.folder = "INBOX";
  CAF_CHECK(json::value(to_wire(state)) ==
            parsed(R"({"state":"connecting","folder":"INBOX","done":0,"remaining":0,"percent":100,
                       "error":null,"retry_at":null})"));
  state.now = fetch_state::phase::backfill;
  state.done = 1;
  state.remaining = 2;
  CAF_CHECK_EQUAL(to_wire(state).at("percent").to_number<int>(), 33);
  state.now = fetch_state::phase::waiting;
  state.error = "connection lost";
  state.retry_at = noon;
  CAF_CHECK(to_wire(state).at("error").as_string() == "connection lost");
  CAF_CHECK(to_wire(state).at("retry_at").as_string() == "2026-05-28T20:26:40.000Z");
}

CAF_TEST(a snippet is one line of whole characters) {
  struct {
    const char* text;
    std::size_t limit;
    const char* expected;
  } const rows[]{
      {"", 5, ""},
      {"  Dear\r\n\tyou ", 20, "Dear you"},
      {"Dear you", 4, "Dear"},
      {"Dear you", 5, "Dear"},
      {"Dear you", 6, "Dear y"},
      {"при\u0432\u0435т", 4, "прив"},
      {"a\U0001F600b", 2, "a\U0001F600"},
      {"\n\n", 5, ""},
      {"abc", 0, ""},
  };
  for (const auto& row : rows)
    CAF_CHECK_EQUAL(snippet_of(row.text, row.limit), row.expected);
}

} // namespace mail_wire_tests
