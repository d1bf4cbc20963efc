#define CAF_SUITE mail_wire
#include "actors/mail/mail_wire.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <string_view>

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
  row.mail.size = 2048;
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
                       "attachments":1,"size":2048})"));
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

CAF_TEST(a mail of which not all was read says what is missing) {
  auto mail = stored_mail();
  CAF_CHECK(!to_wire(mail).contains("cut"));
  mail.mail.content.cut = {"parts", "text"};
  CAF_CHECK(to_wire(mail).at("cut") == parsed(R"(["parts","text"])"));
  const auto whole = to_wire(mail);
  CAF_CHECK_EQUAL(whole.at("size").as_uint64(), 2048u);
  CAF_MESSAGE("in a list it is told of a mail that has no words to show");
  CAF_CHECK(!to_wire(summary_of(mail)).contains("cut"));
  mail.snippet.clear();
  CAF_CHECK(to_wire(summary_of(mail)).at("cut") == parsed(R"(["parts","text"])"));
}

CAF_TEST(a mail without a date was sent at no time) {
  auto mail = stored_mail();
  CAF_CHECK(to_wire(mail).at("sent_at").is_null());
  mail.mail.content.date_sent = noon;
  CAF_CHECK(to_wire(mail).at("sent_at").as_string() == "2026-05-28T20:26:40.000Z");
}

CAF_TEST(a line of a list has three senders and says how many there are) {
  auto mail = stored_mail();
  mail.mail.content.from.resize(3, {"", "b@example.org"});
  CAF_CHECK(!to_wire(summary_of(mail)).contains("from_count"));
  mail.mail.content.from.resize(70, {"", "c@example.org"});
  const auto line = to_wire(summary_of(mail));
  CAF_CHECK_EQUAL(line.at("from").as_array().size(), 3u);
  CAF_CHECK(line.at("from").at(0).at("name").as_string() == "Ann");
  CAF_CHECK_EQUAL(line.at("from_count").to_number<int>(), 70);
}

CAF_TEST(a subject is shown up to the length that a header line may have) {
  auto mail = stored_mail();
  mail.mail.content.subject = std::string(997, 'x') + "Ёy";
  const auto expected = std::string(997, 'x') + "Ё";
  CAF_CHECK(std::string_view{to_wire(summary_of(mail)).at("subject").as_string()} == expected);
  CAF_CHECK(std::string_view{to_wire(mail).at("subject").as_string()} == expected);
}

CAF_TEST(a mail that is too long is shown from its beginning and says that this is not all) {
  auto mail = stored_mail();
  CAF_CHECK(!to_wire(mail).contains("truncated"));
  std::string text(400'000, 'x');
  mail.mail.content.text = text;
  CAF_CHECK(to_wire(mail).at("text").as_string().size() == text.size());
  CAF_CHECK(!to_wire(mail).contains("truncated"));
  CAF_MESSAGE("no character is cut in two");
  for (const auto* character : {"x", "Ё", "\x01", "\"", "\U0001F332"}) {
    text.clear();
    while (text.size() < 2'000'000)
      text += character;
    mail.mail.content.text = text;
    const auto shown = to_wire(mail);
    CAF_CHECK(shown.at("truncated").as_bool());
    const auto beginning = std::string_view{shown.at("text").as_string()};
    CAF_CHECK(text.starts_with(beginning));
    CAF_CHECK_EQUAL(beginning.size() % std::string_view{character}.size(), 0u);
    const auto size = json::serialize(shown).size();
    CAF_CHECK(size <= 512 * 1024 + 32 && size > 511 * 1024);
  }
  CAF_MESSAGE("the same of addresses and attachments");
  mail = stored_mail();
  mail.mail.content.to.resize(5'000, {"Bob", "bob@example.org"});
  CAF_CHECK(to_wire(mail).at("truncated").as_bool());
  CAF_CHECK(to_wire(mail).at("to").as_array().size() > 900u);
  CAF_CHECK(to_wire(mail).at("text").as_string() == "Dear you");
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
