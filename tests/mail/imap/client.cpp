#include "mail/imap/client.hpp"

#include "tests/mail/imap/client_dialogue.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail::imap_client_tests {

TEST_SUITE_BEGIN("mail/imap/client");

using namespace vestnik;
using namespace vestnik::mail;
using namespace std::chrono_literals;
using lines = std::vector<std::string>;
using state = imap_client::state;

TEST_CASE("a folder is opened, caught up with and followed") {
  dialogue x;
  x.catch_up();
  CHECK(x.handler.last.flags == lines{"\\Seen"});
  CHECK(x.handler.last.size == 3);
  CHECK(model::to_rfc3339(x.handler.last.internal_date) == "1996-07-17T09:44:25.000Z");
  CHECK(x.handler.progress == std::pair<std::size_t, std::size_t>{2, 0});
  CHECK(x.client() == "v5 IDLE\r\n");
  CHECK(x.handler.patience == 15s);
  x.server("+ idling\r\n");
  CHECK(x.aut.current() == state::idle);
  CHECK(x.handler.patience == 0s);
  CHECK(x.handler.timer.first == 5min);

  MESSAGE("given a new message, when EXISTS arrives, then it is fetched by UID");
  x.server("* 3 EXISTS\r\n");
  CHECK(x.client() == "DONE\r\n");
  x.server("v5 OK idle ended\r\n");
  CHECK(x.client() == "v6 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
  x.server("* 3 FETCH (UID 12 RFC822.SIZE 5)\r\nv6 OK\r\n");
  CHECK(x.client() == "v7 UID FETCH 12 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
  x.server(dialogue::message(3, 12, "three") + "v7 OK\r\n");
  CHECK(x.events() == lines{"message 12 three", "stored 12", "idle"});
  CHECK(x.client() == "v8 IDLE\r\n");
}

TEST_CASE("the same dialogue works byte by byte") {
  recorder handler;
  imap_client aut{dialogue::plain_settings(), handler, handler};
  handler.client = &aut;
  aut.grant_batches(1);
  aut.on_connected();
  const std::string script =
      "* OK hello\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nv1 OK\r\nv2 OK [CAPABILITY "
      "IMAP4rev1] in\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 5] x\r\nv3 OK\r\n"
      "* 1 FETCH (UID 4 RFC822.SIZE 3)\r\nv4 OK\r\n" +
      dialogue::message(1, 4, "abc") + "v5 OK\r\n";
  for (const char c : script)
    aut.on_bytes({&c, 1});
  CHECK(handler.log ==
        lines{"signed in", "folder 1 next 5 has 1", "message 4 abc", "stored 4", "idle"});
  CHECK(handler.sent.starts_with(
      "v1 CAPABILITY\r\nv2 AUTHENTICATE PLAIN AGFubmEAc2VjcmV0\r\nv3 EXAMINE"));
}

TEST_CASE("sign-in waits for the server where it has to") {
  SUBCASE("PLAIN without an initial response") {
    dialogue x;
    x.server("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n");
    CHECK(x.client() == "v1 AUTHENTICATE PLAIN\r\n");
    x.server("+ \r\n");
    CHECK(x.client() == "AGFubmEAc2VjcmV0\r\n");
    MESSAGE("a challenge that PLAIN does not have is cancelled");
    x.server("+ more\r\n");
    CHECK(x.client() == "*\r\n");
  }
  SUBCASE("literals") {
    auto settings = dialogue::plain_settings();
    settings.password = "пароль";
    dialogue x{settings};
    x.server("* OK [CAPABILITY IMAP4rev1] hello\r\n");
    CHECK(x.client() == "v1 LOGIN \"anna\" {12}\r\n");
    x.server("+ go on\r\n");
    CHECK(x.client() == "пароль\r\n");
    x.server("v1 OK in\r\n");
    MESSAGE("capabilities are asked for again, since they change with the sign-in");
    CHECK(x.client() == "v2 CAPABILITY\r\n");
    x.server("* CAPABILITY IMAP4rev1 ID IDLE\r\nv2 OK\r\n");
    CHECK(x.client() == "v3 ID (\"name\" \"Vestnik\")\r\nv4 EXAMINE \"INBOX\"\r\n");
    x.server("* ID NIL\r\nv3 BAD no\r\n* OK [UIDVALIDITY 1]\r\nv4 OK\r\n");
    CHECK(x.events() == lines{"signed in", "folder 1 next 0 has 0"});
  }
}

TEST_CASE("STARTTLS comes before anything else, and plain bytes after it count for nothing") {
  auto settings = dialogue::plain_settings();
  settings.server.security = model::mail_security::starttls;
  dialogue x{settings};
  x.server("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN STARTTLS] hello\r\n");
  CHECK(x.client() == "v1 STARTTLS\r\n");

  SUBCASE("TLS is established") {
    x.server("v1 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nv2 OK injected\r\n");
    CHECK(x.events() == lines{"start_tls"});
    x.server("* BYE injected too\r\n");
    CHECK(x.client().empty());
    x.aut.on_secured();
    CHECK(x.client() == "v2 CAPABILITY\r\n");
    x.server("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nv2 OK\r\n");
    CHECK(x.client() == "v3 AUTHENTICATE PLAIN\r\n");
  }
  SUBCASE("a refusal never falls back to plain") {
    x.server("v1 NO not today\r\n");
    CHECK(x.events() == lines{"ended"});
    CHECK(x.handler.error.code == model::ec::mail_protocol);
    CHECK(x.client().empty());
  }
}

TEST_CASE("a connection that is signed in already cannot be secured") {
  auto settings = dialogue::plain_settings();
  settings.server.security = model::mail_security::starttls;
  dialogue x{settings};
  x.server("* PREAUTH hello\r\n");
  CHECK(x.handler.error.code == model::ec::mail_protocol);
}

TEST_CASE("PREAUTH skips the sign-in") {
  dialogue x;
  x.server("* PREAUTH hello\r\n");
  CHECK(x.client() == "v1 CAPABILITY\r\n");
  x.server("* CAPABILITY IMAP4rev1\r\nv1 OK\r\n");
  CHECK(x.client() == "v2 EXAMINE \"INBOX\"\r\n");
}

TEST_CASE("verifying an account signs in, opens the folder and leaves") {
  auto settings = dialogue::plain_settings();
  settings.goal = imap_goal::verify;
  dialogue x{settings};
  x.sign_in();
  x.server("* 2 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\nv2 OK done\r\n");
  CHECK(x.client() == "v3 LOGOUT\r\n");
  CHECK(x.events() == lines{"signed in"});
  SUBCASE("with an orderly end") { x.server("* BYE bye\r\nv3 OK\r\n"); }
  SUBCASE("with a closed connection") { x.aut.on_closed({model::ec::mail_unreachable, "closed"}); }
  x.aut.on_closed({model::ec::mail_unreachable, "closed"});
  CHECK(x.events() == lines{"verified"});
}

TEST_CASE("a server that speaks no IMAP is reported as such") {
  for (const std::string_view greeting :
       {"220 mail.example.org ESMTP\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 400 Bad Request\r\n",
        "* 1 EXISTS\r\n", "* NO go away\r\n", "A1 OK hello\r\n", "+OK POP3 ready\r\n"}) {
    CAPTURE(greeting);
    dialogue x;
    x.server(greeting);
    CHECK(x.events() == lines{"ended"});
    CHECK(x.handler.error.code == model::ec::mail_protocol);
  }
}

TEST_CASE("a greeting may say good-bye") {
  dialogue x;
  x.server("* BYE [UNAVAILABLE] overloaded\r\n");
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.code == model::ec::mail_unreachable);
  CHECK(x.handler.error.retry_after == 1min);
}

TEST_CASE("a refused sign-in is told in the server's own words") {
  dialogue x;
  x.server("* OK [CAPABILITY IMAP4rev1] hello\r\n");
  SUBCASE("for good") {
    x.server("v1 NO [AUTHENTICATIONFAILED] wrong password\r\n");
    CHECK(x.handler.error.code == model::ec::mail_refused);
    CHECK(x.handler.error.message.find("wrong password") != std::string::npos);
  }
  SUBCASE("for a while") {
    x.server("v1 NO [LIMIT] LOGIN Rate limit hit\r\n");
    CHECK(x.handler.error.code == model::ec::mail_unreachable);
    CHECK(x.handler.error.retry_after > 0ms);
  }
  SUBCASE("on a literal that the server does not want") {
    x.server("v1 BAD too long\r\n");
    CHECK(x.handler.error.code == model::ec::mail_refused);
  }
  CHECK(x.events() == lines{"ended"});
  x.server("* 1 EXISTS\r\nv1 OK\r\n");
  x.aut.on_closed({model::ec::mail_unreachable, "closed"});
  CHECK(x.events().empty());
}

TEST_CASE("a password is never sent to a server that does not take one") {
  dialogue x;
  x.server("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello\r\n");
  CHECK(x.client().empty());
  CHECK(x.handler.error.code == model::ec::mail_refused);
}

TEST_CASE("a folder that cannot be opened or has no lasting numbers ends the session") {
  dialogue x;
  x.sign_in();
  SUBCASE("refused") {
    x.server("v2 NO [NONEXISTENT] no INBOX\r\n");
    CHECK(x.handler.error.code == model::ec::mail_refused);
  }
  SUBCASE("throttled") {
    x.server("v2 BAD User is authenticated but not connected.\r\n");
    CHECK(x.handler.error.retry_after == 5min);
  }
  SUBCASE("without UIDVALIDITY") {
    x.server("* 0 EXISTS\r\nv2 OK\r\n");
    CHECK(x.handler.error.code == model::ec::mail_protocol);
  }
}

TEST_CASE("a session resumes behind the last stored message") {
  auto settings = dialogue::plain_settings();
  settings.uidvalidity = 77;
  settings.last_uid = 11;
  dialogue x{settings};
  x.open();
  CHECK(x.client() == "v3 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
  MESSAGE("`12:*` returns the last message although it is older");
  x.server("* 2 FETCH (UID 11 RFC822.SIZE 3)\r\nv3 OK\r\n");
  CHECK(x.events() == lines{"idle"});
  CHECK(x.client() == "v4 IDLE\r\n");
}

TEST_CASE("another UIDVALIDITY voids the resume point") {
  auto settings = dialogue::plain_settings();
  settings.uidvalidity = 76;
  settings.last_uid = 11;
  dialogue x{settings};
  x.open();
  CHECK(x.client() == "v3 UID FETCH 1:* (UID RFC822.SIZE)\r\n");
}

} // namespace vestnik::mail::imap_client_tests
