#include "api/routes.hpp"
#include "tests/api/scripted_router.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::api::accounts_tests {

TEST_SUITE_BEGIN("api/resources/accounts");

using namespace vestnik;
using namespace vestnik::api;

namespace {

/// A registration with one field replaced by raw JSON, or removed by "".
model::http_request with(const std::string& field, const std::string& value) {
  std::vector<std::pair<std::string, std::string>> members{
      {"login", R"("boris")"},
      {"name", R"("Boris")"},
      {"password", R"("correct horse")"},
      {"password_again", R"("correct horse")"}};
  bool known = false;
  for (auto& [name, content] : members)
    if (name == field) {
      content = value;
      known = true;
    }
  if (!known)
    members.emplace_back(field, value);
  std::string body;
  for (const auto& [name, content] : members)
    if (!content.empty())
      body += fmt::format(R"({}"{}":{})", body.empty() ? "" : ",", name, content);
  return scripted_router::post("/api/v1/accounts", '{' + body + '}');
}

model::http_request with_password(const std::string& password) {
  return scripted_router::post(
      "/api/v1/accounts",
      fmt::format(R"({{"login":"boris","name":"Boris","password":{0},"password_again":{0}}})",
                  model::quoted(password)));
}

std::string repeated(const char* character, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += character;
  return text;
}

} // namespace

TEST_CASE_FIXTURE(scripted_router, "registering signs in: 201 with the session and its cookie") {
  const auto answer = ask(with("login", R"("boris")"));
  CHECK(answer.status == 201);
  CHECK(model::header_value(answer.headers, "set-cookie") ==
        "sid=x3mS9…; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax");
  CHECK(accounts.calls == std::vector<std::string>{"register boris|Boris|correct horse|192.0.2.7"});
}

TEST_CASE_FIXTURE(scripted_router, "over TLS the cookie is bound to the host") {
  auto request = with("login", R"("boris")");
  request.over = model::http_request::transport::tls;
  CHECK(model::header_value(ask(request).headers, "set-cookie") ==
        "__Host-sid=x3mS9…; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure");
}

TEST_CASE_FIXTURE(scripted_router, "a cookie that the client brings is not adopted") {
  auto request = with("login", R"("boris")");
  request.headers.emplace_back("cookie", "sid=chosen-by-an-attacker");
  CHECK(model::header_value(ask(request).headers, "set-cookie").find("attacker") ==
        std::string_view::npos);
  CHECK(accounts.asked_tokens.empty());
}

TEST_CASE_FIXTURE(scripted_router, "a login is lowered, a name trimmed") {
  ask(with("login", R"("Boris.B_2-x")"));
  ask(with("name", R"("  Борис Б. \u3000")"));
  CHECK(accounts.calls.at(0) == "register boris.b_2-x|Boris|correct horse|192.0.2.7");
  CHECK(accounts.calls.at(1) == "register boris|Борис Б.|correct horse|192.0.2.7");
}

TEST_CASE_FIXTURE(scripted_router, "logins and names of the longest and shortest kind are taken") {
  for (const auto& login : {std::string{"abc"}, 'a' + std::string(31, '9')})
    CHECK(ask(with("login", model::quoted(login))).status == 201);
  for (const auto& name : {std::string{"Я"}, repeated("я", 80), repeated("🦊", 80)})
    CHECK(ask(with("name", model::quoted(name))).status == 201);
}

TEST_CASE_FIXTURE(scripted_router, "a bad login is refused") {
  for (const auto* login :
       {"", R"("")", R"("ab")", R"("1abc")", R"("_abc")", R"("a b")", R"("борис")", R"("a@b.c")",
        R"("abc\n")", "7", "null", R"("abcdefghijklmnopqrstuvwxyz0123456")"})
    CHECK_MESSAGE(refusal(with("login", login)) == "422 invalid login", login);
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "a bad name is refused") {
  for (const auto& name : {std::string{}, std::string{R"("")"}, std::string{R"("  ")"},
                           std::string{R"("a\nb")"}, std::string{R"("a\u202eb")"}, std::string{"1"},
                           model::quoted(repeated("я", 81)), model::quoted(repeated("я", 400))})
    CHECK_MESSAGE(refusal(with("name", name)) == "422 invalid name", name);
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "a password has 8 to 1,024 octets and is not altered") {
  CHECK(ask(with_password("12345678")).status == 201);
  CHECK(ask(with_password("пять")).status == 201);
  CHECK(ask(with_password(std::string(1024, 'x'))).status == 201);
  CHECK(ask(with_password(repeated("я", 512))).status == 201);
  CHECK(ask(with_password("  spaces\tand\nlines  ")).status == 201);
  CHECK(accounts.calls.back() == "register boris|Boris|  spaces\tand\nlines  |192.0.2.7");
  const auto calls = accounts.calls.size();
  CHECK(refusal(with_password("1234567")) == "422 invalid password");
  CHECK(refusal(with_password("тир")) == "422 invalid password");
  CHECK(refusal(with_password(std::string(1025, 'x'))) == "422 invalid password");
  CHECK(refusal(with_password(repeated("я", 513))) == "422 invalid password");
  CHECK(refusal(with("password", "")) == "422 invalid password");
  CHECK(accounts.calls.size() == calls);
}

TEST_CASE_FIXTURE(scripted_router, "the password must be given twice alike") {
  CHECK(refusal(with("password_again", R"("correct horsE")")) == "422 invalid password_again");
  CHECK(refusal(with("password_again", "")) == "422 invalid password_again");
}

TEST_CASE_FIXTURE(scripted_router, "unknown fields are refused by name") {
  for (const std::string field : {"role", "id", "admin"})
    CHECK(refusal(with(field, "1")) == "422 invalid " + field);
  CHECK(accounts.calls.empty());
}

TEST_CASE_FIXTURE(scripted_router, "the port's refusal is passed on") {
  accounts.refuse = model::error{model::ec::conflict, "the login boris is taken", "login"};
  const auto answer = ask(with("login", R"("boris")"));
  CHECK(answer.status == 409);
  CHECK(answer.body == R"({"errors":[{"code":"conflict","field":"login",)"
                       R"("message":"the login boris is taken"}]})");
  CHECK(model::header_value(answer.headers, "set-cookie").empty());
}

TEST_SUITE_END();

} // namespace vestnik::api::accounts_tests
