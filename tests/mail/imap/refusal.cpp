#include "mail/imap/refusal.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <string>

namespace vestnik::mail::imap_refusal_tests {

TEST_SUITE_BEGIN("mail/imap/refusal");

using namespace vestnik;
using namespace vestnik::mail;
using namespace std::chrono_literals;

namespace {

imap_response no(std::string code, std::string text) {
  imap_response result;
  result.is = imap_response::kind::tagged;
  result.status = imap_status::no;
  result.code = std::move(code);
  result.text = std::move(text);
  return result;
}

} // namespace

TEST_CASE("a refused sign-in has the server's own words") {
  const auto error =
      refusal(imap_step::sign_in, no("AUTHENTICATIONFAILED", "Invalid credentials (Failure)"));
  CHECK(error.code == model::ec::mail_refused);
  CHECK(error.retry_after == 0ms);
  CHECK(error.message == "The mail server refused the sign-in: “[AUTHENTICATIONFAILED] Invalid "
                         "credentials (Failure)”");
  CHECK(refusal(imap_step::sign_in, no("", "")).message ==
        "The mail server refused the sign-in: without saying why");
}

TEST_CASE("Yandex's answer to two causes names both") {
  const auto error =
      refusal(imap_step::sign_in,
              no("AUTHENTICATIONFAILED", "LOGIN invalid credentials or IMAP is disabled"));
  CHECK(error.message.find("invalid credentials or IMAP is disabled") != std::string::npos);
  CHECK(error.message.find("switched on in the settings") != std::string::npos);
}

TEST_CASE("a refusal that passes with time says when to come back") {
  struct row {
    const char* code;
    const char* text;
    std::chrono::milliseconds wait;
  };
  const row rows[] = {
      {"UNAVAILABLE", "try later", 1min},
      {"THROTTLED", "", 1min},
      {"LIMIT", "LOGIN Rate limit hit", 1min},
      {"INUSE", "locked", 1min},
      {"ALERT", "Too many simultaneous connections. (Failure)", 5min},
      {"", "User is authenticated but not connected.", 5min},
      {"", "Request is throttled. Suggested Backoff Time: 262841 milliseconds", 262841ms},
      {"", "Suggested Backoff Time: 99999999999999 milliseconds", 1h},
      {"", "Request is throttled", 1min},
      {"", "Suggested Backoff Time: soon", 0ms},
      {"AUTHENTICATIONFAILED", "wrong", 0ms},
  };
  for (const auto& [code, text, wait] : rows) {
    CAPTURE(text);
    const auto response = no(code, text);
    CHECK(refusal(imap_step::sign_in, response).retry_after == wait);
    CHECK(asks_to_wait(response) == (wait > 0ms));
    CHECK((refusal(imap_step::sign_in, response).code == model::ec::mail_unreachable) ==
          (wait > 0ms));
  }
}

TEST_CASE("a refused folder is final, a refused command is not") {
  CHECK(refusal(imap_step::open_folder, no("NONEXISTENT", "no such folder")).code ==
        model::ec::mail_refused);
  CHECK(refusal(imap_step::session, no("", "not now")).code == model::ec::mail_unreachable);
  auto bye = no("", "Session expired");
  bye.status = imap_status::bye;
  CHECK(refusal(imap_step::session, bye).message ==
        "The mail server ended the connection: “Session expired”");
}

TEST_CASE("a server's words are made fit to show") {
  CHECK(shown_words("a\tb\x01\x7F") == "a b");
  CHECK(shown_words("bad \xFF byte") == "bad \xEF\xBF\xBD byte");
  CHECK(shown_words(std::string(1000, 'x')).size() == 300);
  std::string umlauts;
  for (int i = 0; i < 200; ++i)
    umlauts += "ü";
  CHECK(shown_words("x" + umlauts).size() == 299);
}

} // namespace vestnik::mail::imap_refusal_tests
