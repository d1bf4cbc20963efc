#include "mail/imap/client.hpp"
#include "tests/mail/imap/client_dialogue.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail::imap_client_following_tests {

TEST_SUITE_BEGIN("mail/imap/client: fetching and following");

using namespace vestnik;
using namespace vestnik::mail;
using namespace std::chrono_literals;
using lines = std::vector<std::string>;
using state = imap_client::state;

TEST_CASE("two requests are under way, and no more than were granted") {
  auto settings = dialogue::plain_settings();
  settings.batch.messages = 1;
  settings.batches_in_flight = 2;
  dialogue x{settings};
  x.handler.grants = false;
  x.open();
  (void)x.client();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\n"
           "* 3 FETCH (UID 3 RFC822.SIZE 1)\r\n* 4 FETCH (UID 4 RFC822.SIZE 1)\r\nv3 OK\r\n");
  CHECK(x.handler.progress == std::pair<std::size_t, std::size_t>{0, 4});
  MESSAGE("given no grant, then nothing is fetched, and the connection is kept alive");
  CHECK(x.client().empty());
  CHECK(x.aut.current() == state::resting);
  x.time_passes();
  CHECK(x.client() == "v4 NOOP\r\n");
  x.server("v4 OK\r\n");
  CHECK(x.client().empty());

  MESSAGE("when three are granted, then two go out at once and the third after the first answer");
  x.aut.grant_batches(3);
  CHECK(x.client() == "v5 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n"
                      "v6 UID FETCH 2 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
  x.server(dialogue::message(1, 1, "a") + "v5 OK\r\n");
  CHECK(x.client() == "v7 UID FETCH 3 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
  x.server(dialogue::message(2, 2, "b") + "v6 OK\r\n" + dialogue::message(3, 3, "c") + "v7 OK\r\n");
  CHECK(x.client().empty());
  CHECK(x.events() ==
        lines{"message 1 a", "stored 1", "message 2 b", "stored 2", "message 3 c", "stored 3"});
  x.aut.grant_batches(1);
  CHECK(x.client() == "v8 UID FETCH 4 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
  x.server(dialogue::message(4, 4, "d") + "v8 OK\r\n");
  CHECK(x.events() == lines{"message 4 d", "stored 4", "idle"});
}

TEST_CASE("one poisoned message does not hold up the others") {
  dialogue x;
  x.aut.grant_batches(2);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\nv3 OK\r\n");
  (void)x.client();
  std::string broken = "* 1 FETCH (UID 1 BODY[] \"never closed)\r\n";

  SUBCASE("by an answer that cannot be read") {
    x.server(broken + dialogue::message(2, 2, "two") + "v4 OK\r\n");
    CHECK(x.events() == lines{"message 2 two", "stored 0"});
    CHECK(x.client() == "v5 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    x.server(broken + "v5 OK\r\n");
    CHECK(x.client() == "v6 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    x.server(broken + "v6 OK\r\n");
    CHECK(x.events() == lines{"stored 0", "failed 1 mail_protocol", "stored 2", "idle"});
  }
  SUBCASE("by a body that the server does not give") {
    broken = "* 1 FETCH (UID 1 BODY[] NIL)\r\n";
    x.server(broken + dialogue::message(2, 2, "two") + "v4 OK\r\n" + broken + "v5 OK\r\n" + broken +
             "v6 OK\r\n");
    CHECK(x.events() == lines{"message 2 two", "stored 0", "stored 0", "failed 1 mail_protocol",
                              "stored 2", "idle"});
  }
  SUBCASE("by a refusal of the whole request, as Yahoo does") {
    x.server("v4 NO [SERVERBUG] cannot read message\r\n");
    CHECK(x.client() == "v5 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n"
                        "v6 UID FETCH 2 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    x.server("v5 NO no\r\n" + dialogue::message(2, 2, "two") + "v6 OK\r\nv7 NO still broken\r\n");
    CHECK(x.events() == lines{"stored 0", "stored 0", "message 2 two", "stored 0",
                              "failed 1 mail_protocol", "stored 2", "idle"});
    CHECK(x.handler.reason.find("still broken") != std::string::npos);
  }
  SUBCASE("by vanishing between listing and request") {
    x.server(dialogue::message(2, 2, "two") + "v4 OK\r\n");
    CHECK(x.client() == "v5 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    x.server("* 1 EXPUNGE\r\nv5 OK\r\n");
    CHECK(x.client() == "v6 UID SEARCH UID 1\r\n");
    x.server("* SEARCH\r\nv6 OK\r\n");
    CHECK(x.events() == lines{"message 2 two", "stored 0", "stored 0", "stored 2", "idle"});
  }
  SUBCASE("by its size, which the server hid") {
    x.server("* 1 FETCH (UID 1 BODY[] {99999999}\r\n" + std::string(99'999'999, 'x') + ")\r\n" +
             dialogue::message(2, 2, "two") + "v4 OK\r\n");
    CHECK(x.client() ==
          "v5 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.262144>)\r\n");
    x.server("* 1 FETCH (UID 1 RFC822.SIZE 99999999 BODY[]<0> {3}\r\none)\r\nv5 OK\r\n");
    CHECK(x.handler.last.size == 99'999'999);
    CHECK(x.events() == lines{"message 2 two", "stored 0", "message 1 one", "stored 2", "idle"});
  }
}

TEST_CASE("of a message over the limit the beginning is fetched") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  (void)x.client();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 5.3e+07)\r\nv3 OK\r\n");
  CHECK(x.client() ==
        "v4 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.262144>)\r\n");
  SUBCASE("and has the size of the whole") {
    x.server("* 1 FETCH (UID 1 RFC822.SIZE 5.3e+07 BODY[]<0> {5}\r\nA: b\n)\r\nv4 OK\r\n");
    CHECK(x.events() == lines{"message 1 A: b\n", "stored 1", "idle"});
    CHECK(x.handler.last.size == 53'000'000);
  }
  SUBCASE("unless the server sends all the same too much") {
    x.server("* 1 FETCH (UID 1 BODY[] {99999999}\r\n" + std::string(99'999'999, 'x') +
             ")\r\nv4 OK\r\n");
    CHECK(x.events() == lines{"failed 1 too_large", "stored 1", "idle"});
  }
}

TEST_CASE("a throttled request ends the session and says when to come back") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\nv3 OK\r\n");
  x.server("v4 BAD Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n");
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.retry_after == 5s);
}

TEST_CASE("the same number of messages is no news, in whatever state it is told") {
  dialogue x;
  x.catch_up();
  CHECK(x.client() == "v5 IDLE\r\n");
  x.server("* 2 EXISTS\r\n+ idling\r\n* 2 EXISTS\r\n* 2 EXISTS\r\n");
  CHECK(x.client().empty());
  MESSAGE("but it is after one was expunged");
  x.server("* 1 EXPUNGE\r\n* 2 EXISTS\r\n");
  CHECK(x.client() == "DONE\r\n");
}

TEST_CASE("news that bring nothing are looked at once more after a pause, and then no longer") {
  dialogue x;
  x.catch_up();
  x.server("+ idling\r\n* 3 EXISTS\r\n");
  x.server("v5 OK\r\nv6 OK nothing\r\n");
  (void)x.client();
  x.server("+ idling\r\n");
  CHECK(x.handler.timer.first == 5s);
  CHECK(x.client().empty());
  MESSAGE("a server that goes on telling does not shorten it");
  const auto timer = x.handler.timer.second;
  x.server("* 4 EXISTS\r\n* 3 EXISTS\r\n");
  CHECK(x.handler.timer.second == timer);
  CHECK(x.client().empty());
  x.time_passes();
  CHECK(x.client() == "DONE\r\n");
  x.server("v7 OK\r\n");
  CHECK(x.client() == "v8 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
}

TEST_CASE("a server that says something but never answers is left") {
  dialogue x;
  SUBCASE("the greeting") {}
  SUBCASE("the sign-in") { x.server("* OK [CAPABILITY IMAP4rev1] hello\r\n* OK wait\r\n"); }
  SUBCASE("the opening of the folder") {
    x.sign_in();
    x.server("* 1 EXISTS\r\n");
  }
  SUBCASE("the listing") {
    x.open();
    CHECK(x.handler.timer.first == 10min);
    x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\n");
  }
  SUBCASE("the end of IDLE") {
    x.catch_up();
    x.server("+ idling\r\n");
    x.time_passes();
    CHECK(x.handler.timer.first == 15s);
  }
  (void)x.events();
  x.time_passes();
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.code == model::ec::mail_unreachable);
}

TEST_CASE("a message has to come at a certain speed") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 9000000)\r\nv3 OK\r\n");
  CHECK(x.handler.timer.first == 1min);
  x.server("* 1 FETCH (UID 1 BODY[] {9000000}\r\n" + std::string(300'000, 'x'));
  x.time_passes();
  CHECK(x.events().empty());
  x.server(std::string(60, 'x'));
  x.time_passes();
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.message == "The mail server sends too slowly.");
}

TEST_CASE("a server that brings a message each minute is not too slow, however short they are") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5)\r\n"
           "* 3 FETCH (UID 3 RFC822.SIZE 5)\r\nv3 OK\r\n");
  (void)x.events();
  for (const auto* uid : {"1", "2"}) {
    x.server(std::string{"* 1 FETCH (UID "} + uid + " BODY[] {5}\r\nabcde)\r\n");
    x.time_passes();
    CHECK(x.handler.error.code == model::ec::none);
  }
  x.time_passes();
  CHECK(x.handler.error.message == "The mail server sends too slowly.");
}

TEST_CASE("a server whose IDLE breaks connections is polled") {
  auto settings = dialogue::plain_settings();
  settings.news_by = imap_news_by::polling;
  dialogue x{settings};
  x.catch_up();
  CHECK(x.client().empty());
  CHECK(x.aut.current() == state::resting);
}

TEST_CASE("news that arrives while fetching is looked at before resting") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\nv3 OK\r\n");
  (void)x.client();
  x.server("* 3 EXISTS\r\n" + dialogue::message(1, 1, "a") + "v4 OK\r\n");
  CHECK(x.client() == "v5 UID FETCH 2:* (UID RFC822.SIZE)\r\n");
  MESSAGE("a number that a server repeats in every answer is no news");
  x.server("* 3 EXISTS\r\nv5 OK\r\n");
  CHECK(x.client() == "v6 IDLE\r\n");
}

TEST_CASE("IDLE") {
  dialogue x;
  x.catch_up();
  CHECK(x.client() == "v5 IDLE\r\n");
  SUBCASE("EXISTS may arrive before the server says that it idles") {
    x.server("* 3 EXISTS\r\n");
    CHECK(x.client().empty());
    x.server("+ idling\r\n");
    CHECK(x.client() == "DONE\r\n");
    x.server("v5 OK\r\n");
    CHECK(x.client() == "v6 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
  }
  SUBCASE("IDLE is renewed, and every third time the folder is listed") {
    for (int round = 0; round < 3; ++round) {
      x.server("+ idling\r\n");
      x.time_passes();
      CHECK(x.client() == "DONE\r\n");
      CHECK(x.handler.patience == 15s);
      x.server(fmt::format("v{} OK\r\n", 5 + round));
      CHECK(x.client() == (round < 2 ? fmt::format("v{} IDLE\r\n", 6 + round)
                                     : "v8 UID FETCH 12:* (UID RFC822.SIZE)\r\n"));
    }
    CHECK(x.events().empty());
  }
  SUBCASE("EXPUNGE and flags are no reason to look") {
    x.server("+ idling\r\n* 1 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n");
    CHECK(x.client().empty());
    CHECK(x.aut.current() == state::idle);
  }
  SUBCASE("a timer that was replaced does nothing") {
    const auto old = x.handler.timer.second;
    x.server("+ idling\r\n");
    x.aut.on_timer(old);
    CHECK(x.client().empty());
  }
  SUBCASE("refused though offered, as by Mail.ru, it gives way to polling") {
    x.server("v5 BAD [CLIENTBUG] unknown command\r\n");
    CHECK(x.client().empty());
    CHECK(x.handler.timer.first == 60s);
  }
  SUBCASE("ended by the server at once, it gives way to polling") {
    x.server("+ idling\r\nv5 OK done\r\n");
    CHECK(x.client().empty());
    CHECK(x.aut.current() == state::resting);
  }
  SUBCASE("a server that goes says so") {
    x.server("+ idling\r\n* BYE Session expired, please login again.\r\n");
    CHECK(x.events() == lines{"ended"});
    CHECK(x.handler.error.code == model::ec::mail_unreachable);
  }
}

TEST_CASE("a folder is polled without IDLE, and listed every quarter of an hour") {
  dialogue x;
  x.catch_up("IMAP4rev1");
  for (int tag = 5; tag < 19; ++tag) {
    CHECK(x.handler.timer.first == 60s);
    x.time_passes();
    CHECK(x.client() == fmt::format("v{} NOOP\r\n", tag));
    x.server(fmt::format("v{} OK\r\n", tag));
    CHECK(x.client().empty());
  }
  x.time_passes();
  CHECK(x.client() == "v19 NOOP\r\n");
  x.server("v19 OK\r\n");
  CHECK(x.client() == "v20 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
  x.server("v20 OK\r\n");
  MESSAGE("given a new message, then NOOP tells and it is listed");
  x.time_passes();
  x.server("* 3 EXISTS\r\nv21 OK\r\n");
  CHECK(x.client() == "v21 NOOP\r\nv22 UID FETCH 12:* (UID RFC822.SIZE)\r\n");
}

TEST_CASE("a connection that breaks within a message delivers nothing of it") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  x.server("* 1 FETCH (UID 1 RFC822.SIZE 30)\r\nv3 OK\r\n");
  x.server("* 1 FETCH (UID 1 BODY[] {30}\r\nbegun\r\n* BYE shutting down\r\n");
  CHECK(x.events().empty());
  x.aut.on_closed({model::ec::mail_unreachable, "connection reset"});
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.message == "connection reset");
}

TEST_CASE("a folder that is renumbered while it is open ends the session") {
  dialogue x;
  x.catch_up();
  x.server("+ idling\r\n* OK [UIDVALIDITY 77] still\r\n");
  CHECK(x.events().empty());
  x.server("* OK [UIDVALIDITY 78] rebuilt\r\n");
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.code == model::ec::mail_unreachable);
}

TEST_CASE("nonsense between answers is survived") {
  dialogue x;
  x.catch_up();
  (void)x.client();
  x.server("+ idling\r\nnonsense\r\n* 5 FETCH ((((\r\nv99 OK unknown tag\r\n* \r\n* 3 EXISTS\r\n");
  CHECK(x.client() == "DONE\r\n");
}

} // namespace vestnik::mail::imap_client_following_tests
