#include "model/commands/user.hpp"

#include "tests/model/commands/request.hpp"

namespace vestnik::model::user_commands_tests {

TEST_SUITE_BEGIN("model/commands/user");

using namespace vestnik::model;

namespace {

/// A good request for an account with one field replaced by a JSON value, or left out for "".
request account_with(std::string_view field, std::string_view value) {
  request made{R"({"address":"alice@example.org","host":"imap.example.org","port":993,
                   "security":"tls","user":"alice","password":"correct horse"})"};
  if (value.empty())
    made.arguments.erase(field);
  else if (!field.empty())
    made.arguments[field] = parse_json(value).value();
  return made;
}

std::string quoted_text(std::size_t characters) { return quoted(std::string(characters, 'a')); }

} // namespace

TEST_CASE("the lists of chats and of accounts are asked for without further ado") {
  CHECK(request{"{}"}.read<list_chats>().limit == 200);
  CHECK(request{"{}"}.read<list_mail_accounts>().limit == 200);
  CHECK(request{R"({"before":"42","limit":7})"}.read<list_chats>().before == "42");
  CHECK(request{R"({"after":"42","limit":7})"}.read<list_mail_accounts>().limit == 7);
  CHECK(request{R"({"all":true})"}.refusal<list_chats>() == "there is no field all here");
  CHECK(request{R"({"user":"7"})"}.refusal<list_mail_accounts>() == "there is no field user here");
}

TEST_CASE("a prefix has 1 to 80 characters, all of which show") {
  CHECK(request{R"({"prefix":"Пётр"})"}.read<search_people>().prefix == "Пётр");
  const std::string rule = "prefix must be a string of 1 to 80 characters";
  CHECK(request{"{}"}.refusal<search_people>() == "prefix is missing");
  CHECK(request{R"({"prefix":""})"}.refusal<search_people>() == rule);
  CHECK(request{R"({"prefix":7})"}.refusal<search_people>() == rule);
  CHECK(request{R"({"prefix":)" + quoted_text(81) + '}'}.refusal<search_people>() == rule);
  CHECK(request{R"({"prefix":"a\u0007"})"}.refusal<search_people>() ==
        "prefix must not contain control characters");
}

TEST_CASE("the peer of a dialog is named by an id") {
  CHECK(request{R"({"user":"7236401234567891"})"}.read<open_dialog>().peer ==
        user_id{7236401234567891});
  const std::string rule = "user must be an id: a string of decimal digits";
  CHECK(request{"{}"}.refusal<open_dialog>() == "user is missing");
  CHECK(request{R"({"user":7})"}.refusal<open_dialog>() == rule);
  CHECK(request{R"({"user":"0"})"}.refusal<open_dialog>() == rule);
}

TEST_CASE("an account has an address, a server and a password") {
  const auto account = account_with("security", R"("starttls")").read<add_mail_account>();
  CHECK(account.address == "alice@example.org");
  CHECK(account.server == mail_server{"imap.example.org", 993, mail_security::starttls, "alice"});
  CHECK(account.password.reveal() == "correct horse");
}

TEST_CASE("each field of an account is needed") {
  for (const std::string field : {"address", "host", "port", "security", "user", "password"})
    CHECK(account_with(field, "").refusal<add_mail_account>() == field + " is missing");
}

TEST_CASE("a bad value of an account is refused with what is allowed") {
  const std::string address = "address must be an e-mail address: local@domain";
  const std::string host = "host must be a host name or an address, without blanks, / and @";
  const std::string port = "port must be a whole number from 1 to 65535";
  const std::string security = "security must be one of: tls, starttls, plain";
  const struct {
    const char* field;
    std::string value;
    std::string refusal;
  } table[] = {
      {"address", R"("")", "address must be a string of 1 to 254 characters"},
      {"address", quoted_text(255), "address must be a string of 1 to 254 characters"},
      {"address", R"("alice")", address},
      {"address", R"("@example.org")", address},
      {"address", R"("alice@")", address},
      {"address", R"("a b@c")", address},
      {"address", R"("a@b\r\nc")", "address must not contain control characters"},
      {"host", R"("")", "host must be a string of 1 to 253 characters"},
      {"host", quoted_text(254), "host must be a string of 1 to 253 characters"},
      {"host", R"("a b")", host},
      {"host", R"("http://a")", host},
      {"host", R"("alice@example.org")", host},
      {"host", R"("a\r\nb")", "host must not contain control characters"},
      {"port", "0", port},
      {"port", "65536", port},
      {"port", R"("993")", port},
      {"security", R"("ssl")", security},
      {"security", "1", security},
      {"user", R"("")", "user must be a string of 1 to 254 characters"},
      {"user", R"("a\nb")", "user must not contain control characters"},
      {"password", R"("")", "password must be a string of 1 to 1024 characters"},
      {"password", R"("a\r\nLOGOUT")", "password must not contain control characters"},
      {"owner", R"("7")", "there is no field owner here"},
  };
  for (const auto& [field, value, refusal] : table) {
    CAPTURE(value);
    CHECK(account_with(field, value).refusal<add_mail_account>() == refusal);
  }
}

TEST_SUITE_END();

} // namespace vestnik::model::user_commands_tests
