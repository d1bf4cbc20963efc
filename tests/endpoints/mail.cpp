#include "tests/endpoints/live_connection.hpp"

#include <doctest/doctest.h>
#include <map>

namespace vestnik::endpoints::mail_tests {

TEST_SUITE_BEGIN("endpoints/mail");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// The members of a good `add` with one of them replaced, or removed by "".
std::string add_with(const std::string& field, const std::string& value) {
  std::map<std::string, std::string> members{
      {"op", R"("3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11")"},
      {"address", R"("alice@example.org")"},
      {"host", R"("imap.example.org")"},
      {"port", "993"},
      {"security", R"("tls")"},
      {"user", R"("alice")"},
      {"password", R"("correct horse")"},
  };
  members[field] = value;
  std::string text;
  for (const auto& [name, content] : members)
    if (!content.empty())
      text += (text.empty() ? "\"" : ",\"") + name + "\":" + content;
  return text;
}

} // namespace

TEST_CASE_FIXTURE(live_connection, "each kind of security is understood") {
  const std::pair<const char*, model::mail_security> table[] = {
      {R"("tls")", model::mail_security::tls},
      {R"("starttls")", model::mail_security::starttls},
      {R"("plain")", model::mail_security::plain},
  };
  for (const auto& [word, expected] : table) {
    layer.commands.clear();
    ask("mail", "add", add_with("security", word));
    CHECK(only_command<model::add_mail_account>().server.security == expected);
  }
}

TEST_CASE_FIXTURE(live_connection, "every field of add is needed") {
  for (const std::string field : {"op", "address", "host", "port", "security", "user", "password"})
    CHECK(refusal("mail", "add", add_with(field, "")) == "422 invalid " + field);
}

TEST_CASE_FIXTURE(live_connection, "bad values of add are refused with the field's name") {
  const std::pair<const char*, const char*> table[] = {
      {"address", R"("")"},
      {"address", R"("alice")"},
      {"address", R"("@example.org")"},
      {"address", R"("alice@")"},
      {"address", R"("a b@c")"},
      {"address", R"("a@b\r\nc")"},
      {"host", R"("")"},
      {"host", R"("a b")"},
      {"host", R"("http://a")"},
      {"host", R"("a\r\nb")"},
      {"port", "0"},
      {"port", "65536"},
      {"port", R"("993")"},
      {"security", R"("ssl")"},
      {"security", "1"},
      {"user", R"("")"},
      {"user", R"("a\nb")"},
      {"password", R"("")"},
      {"password", R"("a\r\nLOGOUT")"},
      {"owner", R"("7")"},
  };
  for (const auto& [field, value] : table) {
    CAPTURE(value);
    CHECK(refusal("mail", "add", add_with(field, value)) == std::string{"422 invalid "} + field);
  }
}

TEST_CASE_FIXTURE(live_connection, "a page of messages begins at a cursor") {
  ask("mail", "messages",
      R"("account":"7","before":"1795192800000000:7236401234568000","limit":1)");
  CHECK(only_command<model::list_mails>().before == "1795192800000000:7236401234568000");
  CHECK(only_command<model::list_mails>().limit == 1);
  CHECK(layer.commands.front().target == model::room_of(model::account_id{7}));
}

TEST_CASE_FIXTURE(live_connection, "messages has defaults for what is absent") {
  ask("mail", "messages", R"("account":"7")");
  CHECK(only_command<model::list_mails>().before.empty());
  CHECK(only_command<model::list_mails>().limit == 50);
}

TEST_CASE_FIXTURE(live_connection, "bad values of reads are refused with the field's name") {
  CHECK(refusal("mail", "accounts", R"("account":"7")") == "422 invalid account");
  CHECK(refusal("mail", "messages") == "422 invalid account");
  CHECK(refusal("mail", "messages", R"("account":"7","limit":201)") == "422 invalid limit");
  CHECK(refusal("mail", "messages", R"("account":"7","before":0)") == "422 invalid before");
  CHECK(refusal("mail", "messages", R"("account":"7","before":")" + std::string(65, '1') + '"') ==
        "422 invalid before");
  CHECK(refusal("mail", "message", R"("account":"7")") == "422 invalid id");
  CHECK(refusal("mail", "message", R"("id":"7")") == "422 invalid account");
  CHECK(refusal("mail", "remove") == "405 unknown_action action");
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::mail_tests
