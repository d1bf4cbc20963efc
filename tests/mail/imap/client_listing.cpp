#include "mail/imap/client.hpp"
#include "tests/mail/imap/client_dialogue.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail::imap_client_listing_tests {

TEST_SUITE_BEGIN("mail/imap/client: listing");

using namespace vestnik;
using namespace vestnik::mail;
using lines = std::vector<std::string>;

TEST_CASE("a listing that was cut short or damaged is done again") {
  dialogue x;
  x.aut.grant_batches(1);
  x.open();
  (void)x.client();
  SUBCASE("by a limit, as Yahoo does: from the newest down, and the last one is named") {
    x.server("* 5 FETCH (UID 9 RFC822.SIZE 1)\r\n* 4 FETCH (UID 8 RFC822.SIZE 1)\r\n"
             "v3 OK [MESSAGELIMIT 2 8] stopped\r\n");
    CHECK(x.client() == "v4 UID FETCH 1:7 (UID RFC822.SIZE)\r\n");
    x.server("* 3 FETCH (UID 3 RFC822.SIZE 1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\n"
             "v4 NO [MESSAGELIMIT 2 2] stopped\r\n");
    CHECK(x.client() == "v5 UID FETCH 1:1 (UID RFC822.SIZE)\r\n");
    x.server("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\nv5 OK\r\n");
    CHECK(x.client() ==
          "v6 UID FETCH 1:3,8:9 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    MESSAGE("the same limit cuts the messages short");
    x.server(dialogue::message(5, 9, "i") + dialogue::message(4, 8, "h") +
             "v6 OK [MESSAGELIMIT 2 8] stopped\r\n");
    CHECK(x.client() == "v7 UID FETCH 1:3 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
    x.server(dialogue::message(1, 1, "a") + dialogue::message(2, 2, "b") +
             dialogue::message(3, 3, "c") + "v7 OK\r\n");
    CHECK(x.events() == lines{"message 9 i", "message 8 h", "stored 0", "message 1 a",
                              "message 2 b", "message 3 c", "stored 9", "idle"});
  }
  SUBCASE("by a line that cannot be read: then SEARCH is asked, so that none is missed") {
    x.server("* 1 FETCH (UID 1 RFC822.SIZE \"1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\nv3 OK\r\n");
    CHECK(x.client() == "v4 UID SEARCH UID 1:*\r\n");
    x.server("* SEARCH 1 2\r\nv4 OK\r\n");
    CHECK(x.client() == "v5 UID FETCH 1:2 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
  }
}

TEST_CASE("a large folder is listed in windows, and only the last one has no end") {
  auto settings = dialogue::plain_settings();
  settings.uidvalidity = 77;
  settings.last_uid = 100;
  dialogue x{settings};
  x.sign_in();
  x.server("* 9 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n* OK [UIDNEXT 25000] ok\r\nv2 OK done\r\n");
  CHECK(x.client() == "v3 UID FETCH 101:10100 (UID RFC822.SIZE)\r\n");
  x.server("* 1 FETCH (UID 101 RFC822.SIZE 1)\r\n* 1 FETCH (UID 10101 FLAGS ())\r\nv3 OK\r\n");
  MESSAGE("where few messages are, the next window is larger");
  CHECK(x.client() == "v4 UID FETCH 10101:* (UID RFC822.SIZE)\r\n");
  x.server("* 2 FETCH (UID 24999 RFC822.SIZE 1)\r\nv4 OK\r\n");
  CHECK(x.handler.progress == std::pair<std::size_t, std::size_t>{0, 2});
}

TEST_CASE("a window that cannot be read is halved, and at last its UIDs are asked for blindly") {
  dialogue x;
  x.handler.grants = false;
  x.sign_in();
  x.server("* 99 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\n* OK [UIDNEXT 101] ok\r\nv2 OK done\r\n");
  int tag = 3;
  const std::string bad = "* 3 FETCH (UID 3 RFC822.SIZE \"1)\r\n";
  for (const std::string_view window : {"1:*", "1:50", "1:25"}) {
    CHECK(x.client() == fmt::format("v{} UID FETCH {} (UID RFC822.SIZE)\r\n", tag, window));
    x.server(bad + fmt::format("v{} OK\r\n", tag++));
    CHECK(x.client() == fmt::format("v{} UID SEARCH UID {}\r\n", tag, window));
    x.server("* SEARCH (\r\n" + fmt::format("v{} OK\r\n", tag++));
  }
  CHECK(x.client() == "v9 UID FETCH 26:75 (UID RFC822.SIZE)\r\n");
  x.server("v9 OK\r\n");
  CHECK(x.client() == "v10 UID FETCH 76:* (UID RFC822.SIZE)\r\n");
  x.server("* 99 FETCH (UID 100 RFC822.SIZE 1)\r\nv10 OK\r\n");
  x.aut.grant_batches(1);
  CHECK(x.client() ==
        "v11 UID FETCH 1:25,100 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n");
}

TEST_CASE("a list that cannot be read where no message may be ends the session") {
  auto settings = dialogue::plain_settings();
  settings.uidvalidity = 77;
  settings.last_uid = 11;
  dialogue x{settings};
  x.open();
  x.server("* 3 FETCH (UID 12 \"\r\nv3 OK\r\n* SEARCH (\r\nv4 OK\r\n");
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.code == model::ec::mail_protocol);
}

TEST_CASE("a folder that lists nothing of what it has is not taken for an empty one") {
  dialogue x;
  x.open();
  x.server("v3 OK done\r\n");
  CHECK(x.events() == lines{"ended"});
  CHECK(x.handler.error.message == "The mail server has 2 messages, but lists none.");
}

} // namespace vestnik::mail::imap_client_listing_tests
