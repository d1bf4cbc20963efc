#include "mail/imap/reading.hpp"

#include "mail/imap/parser.hpp"
#include "tests/mail/imap/client_dialogue.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::mail::imap_reading_tests {

TEST_SUITE_BEGIN("mail/imap/reading");

using namespace vestnik;
using namespace vestnik::mail;

namespace {

constexpr const char* of_messages = " (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n";

/// An open folder, and the server's words about it.
struct open_folder {
  explicit open_folder(imap_folder about, imap_client_settings settings = {},
                       std::uint32_t cursor = 0)
      : aut{settings, handler} {
    aut.news().exists(about.exists);
    aut.news().folder_opened();
    aut.open(about, cursor);
  }

  /// The next question; empty if there is none.
  std::string asks() {
    auto next = aut.next();
    if (!next)
      return {};
    question = std::move(*next);
    return question.command.pieces.front();
  }

  /// Untagged lines.
  void says(std::string_view data) {
    imap_parser parser;
    parser.feed(data);
    while (auto item = parser.next())
      if (auto* response = std::get_if<imap_response>(&*item))
        aut.take(std::move(*response));
      else
        aut.take_damage();
  }

  /// The end of the answer to the question that was put last.
  void ends(std::string_view status) {
    imap_parser parser;
    parser.feed(fmt::format("v1 {}\r\n", status));
    const auto response = std::get<imap_response>(*parser.next());
    error = question.about == imap_reading::question::subject::messages
                ? aut.fetched(question.batch, response)
                : aut.listed(response);
  }

  recorder handler;
  imap_reading aut;
  imap_reading::question question;
  std::optional<model::error> error;
};

std::string listed(std::uint32_t from, std::uint32_t to, std::uint64_t size) {
  std::string result;
  for (std::uint64_t uid = from; uid <= to; ++uid)
    result += fmt::format("* 1 FETCH (UID {} RFC822.SIZE {})\r\n", uid, size);
  return result;
}

} // namespace

TEST_CASE("a window that a server refuses since it is empty is listed") {
  open_folder x{{.uidvalidity = 1, .uidnext = 30'000, .exists = 1}};
  CHECK(x.asks() == "UID FETCH 1:10000 (UID RFC822.SIZE)\r\n");
  x.ends("NO no matching messages");
  CHECK(x.asks() == "UID SEARCH UID 1:10000\r\n");
  x.says("* SEARCH\r\n");
  x.ends("OK");
  CHECK(x.asks() == "UID FETCH 10001:* (UID RFC822.SIZE)\r\n");
  x.says(listed(20'000, 20'000, 1));
  x.ends("OK");
  CHECK(!x.error);
  x.aut.grant(1);
  CHECK(x.asks() == std::string{"UID FETCH 20000"} + of_messages);
}

TEST_CASE("what a refused window has is found by SEARCH, and nothing outside of the window") {
  open_folder x{{.uidvalidity = 1, .uidnext = 30'000, .exists = 2}};
  (void)x.asks();
  x.ends("BAD invalid message set");
  (void)x.asks();
  SUBCASE("of IMAP4rev1") { x.says("* SEARCH 4 7 10001\r\n"); }
  SUBCASE("of IMAP4rev2") { x.says("* ESEARCH (TAG \"v1\") UID ALL 4,7,10001:4294967295\r\n"); }
  x.ends("OK");
  CHECK(x.asks() == "UID FETCH 10001:* (UID RFC822.SIZE)\r\n");
  x.ends("OK");
  x.aut.grant(1);
  CHECK(x.asks() == std::string{"UID FETCH 4,7"} + of_messages);
}

TEST_CASE("a server that refuses the window and the search ends the session in its words") {
  open_folder x{{.uidvalidity = 1, .uidnext = 9, .exists = 2}};
  (void)x.asks();
  x.ends("NO the disk is gone");
  (void)x.asks();
  x.ends("NO the disk is gone");
  REQUIRE(x.error);
  CHECK(x.error->message.find("the disk is gone") != std::string::npos);
}

TEST_CASE("a server that asks to wait is not asked in another way") {
  open_folder x{{.uidvalidity = 1, .uidnext = 9, .exists = 2}};
  (void)x.asks();
  x.ends("NO [LIMIT] rate limit hit");
  CHECK(x.error);
}

TEST_CASE("a line that cannot be read behind UIDNEXT holds up nothing") {
  open_folder x{{.uidvalidity = 1, .uidnext = 12, .exists = 2}, {}, 11};
  CHECK(x.asks() == "UID FETCH 12:* (UID RFC822.SIZE)\r\n");
  x.says("* 3 FETCH (UID 12 RFC822.SIZE \"\r\n* 4 FETCH (UID 13 RFC822.SIZE 7)\r\n");
  x.ends("OK");
  CHECK(x.asks() == "UID SEARCH UID 12:*\r\n");
  SUBCASE("the search tells which it is") {
    x.says("* SEARCH 12 13\r\n");
    x.ends("OK");
    CHECK(!x.error);
    x.aut.grant(1);
    CHECK(x.asks() == std::string{"UID FETCH 12:13"} + of_messages);
  }
  SUBCASE("a search that says nothing at all is not believed") {
    x.ends("OK");
    CHECK(x.error);
  }
}

TEST_CASE("a server that does not say where its messages end is asked for the last one") {
  open_folder x{{.uidvalidity = 1, .uidnext = 0, .exists = 70'000}};
  CHECK(x.asks() == "UID FETCH * (UID)\r\n");
  SUBCASE("and then its folder is listed in windows") {
    x.says("* 70000 FETCH (UID 4000000000)\r\n");
    x.ends("OK");
    int questions = 0;
    for (auto question = x.asks(); question.find("RFC822.SIZE") != std::string::npos;
         question = x.asks()) {
      REQUIRE(++questions < 30);
      if (question.find(":*") != std::string::npos)
        x.says(listed(4'000'000'000, 4'000'000'000, 1));
      x.ends("OK");
    }
    CHECK(!x.error);
    CHECK(x.aut.has_messages());
  }
  SUBCASE("and if it does not say that either all is asked for at once") {
    x.says("* 70000 FETCH (UID (\r\n");
    x.ends("NO");
    CHECK(!x.error);
    CHECK(x.asks() == "UID FETCH 1:* (UID RFC822.SIZE)\r\n");
  }
}

TEST_CASE("an empty folder is not asked where it ends") {
  open_folder x{{.uidvalidity = 1, .uidnext = 0, .exists = 0}};
  CHECK(x.asks() == "UID FETCH 1:* (UID RFC822.SIZE)\r\n");
}

TEST_CASE("as much is under way as two batches may have, in up to eight that are smaller") {
  imap_client_settings settings;
  settings.batch.messages = 2;
  settings.batch.bytes = 1'000;
  const auto asked_at_once = [&](std::uint64_t size) {
    open_folder x{{.uidvalidity = 1, .uidnext = 101, .exists = 100}, settings};
    (void)x.asks();
    x.says(listed(1, 100, size));
    x.ends("OK");
    x.aut.grant(settings.batches_in_flight);
    int count = 0;
    while (!x.asks().empty())
      ++count;
    return count;
  };
  CHECK(asked_at_once(10) == 8);
  CHECK(asked_at_once(100) == 6);
  CHECK(asked_at_once(500) == 2);
  MESSAGE("a message that is larger than a batch may be travels alone");
  CHECK(asked_at_once(5'000) == 1);
}

TEST_CASE("what was stored makes room for what is asked for next") {
  imap_client_settings settings;
  settings.batch.bytes = 1'000;
  open_folder x{{.uidvalidity = 1, .uidnext = 101, .exists = 100}, settings};
  (void)x.asks();
  x.says(listed(1, 100, 1'000));
  x.ends("OK");
  x.aut.grant(8);
  CHECK(x.asks() == std::string{"UID FETCH 1"} + of_messages);
  CHECK(x.asks() == std::string{"UID FETCH 2"} + of_messages);
  CHECK(x.asks().empty());
  x.says(dialogue::message(2, 2, "two"));
  x.ends("OK");
  CHECK(x.asks().empty());
  x.aut.grant(1);
  CHECK(x.asks() == std::string{"UID FETCH 3"} + of_messages);
}

TEST_CASE("of what a server leaves out twice it is asked once whether it is still there") {
  open_folder x{{.uidvalidity = 1, .uidnext = 6, .exists = 4}};
  (void)x.asks();
  x.says(listed(1, 4, 3));
  x.ends("OK");
  x.aut.grant(4);
  CHECK(x.asks() == std::string{"UID FETCH 1:4"} + of_messages);
  x.says(dialogue::message(4, 4, "four"));
  x.ends("OK");
  CHECK(x.asks() == std::string{"UID FETCH 1:3"} + of_messages);
  x.says(dialogue::message(2, 2, "two"));
  x.ends("OK");
  using lines = std::vector<std::string>;
  CHECK(std::exchange(x.handler.log, {}) ==
        lines{"message 4 four", "stored 0", "message 2 two", "stored 0"});
  CHECK(x.aut.has_messages());
  CHECK(x.asks() == "UID SEARCH UID 1,3\r\n");
  CHECK(x.asks().empty());
  SUBCASE("what it lists is failed, and the rest is gone") {
    x.says("* SEARCH 3 4\r\n* 1 FETCH (UID 5 FLAGS ())\r\n");
    x.ends("OK");
    CHECK(x.handler.log == lines{"failed 3 mail_protocol", "stored 4"});
    CHECK(x.handler.reason == "The mail server lists the message and does not send it.");
  }
  SUBCASE("a server that finds none of them has deleted them") {
    x.says("* SEARCH\r\n");
    x.ends("OK");
    CHECK(x.handler.log == lines{"stored 4"});
  }
  SUBCASE("of IMAP4rev2") {
    x.says("* ESEARCH (TAG \"v1\") UID ALL 2:4\r\n");
    x.ends("OK");
    CHECK(x.handler.log == lines{"failed 3 mail_protocol", "stored 4"});
  }
  SUBCASE("a server that says nothing of them has not said that they are gone") {
    SUBCASE("but agrees") { x.ends("OK"); }
    SUBCASE("since it does not search") { x.ends("NO what is this"); }
    SUBCASE("or not all") {
      x.says("* SEARCH\r\n");
      x.ends("OK [MESSAGELIMIT 1 3] stopped");
    }
    SUBCASE("that can be understood") {
      x.says("* SEARCH (\r\n");
      x.ends("OK");
    }
    CHECK(x.handler.log == lines{"failed 1 mail_protocol", "failed 3 mail_protocol", "stored 4"});
  }
  CHECK(!x.error);
  CHECK(!x.aut.has_messages());
  CHECK(x.handler.progress == std::pair<std::size_t, std::size_t>{4, 0});
  CHECK(x.asks().empty());
}

TEST_CASE("a server that asks to wait is not asked on about what is in doubt") {
  open_folder x{{.uidvalidity = 1, .uidnext = 2, .exists = 1}};
  (void)x.asks();
  x.says(listed(1, 1, 3));
  x.ends("OK");
  x.aut.grant(3);
  for (int i = 0; i < 2; ++i) {
    (void)x.asks();
    x.ends("OK");
  }
  CHECK(x.asks() == "UID SEARCH UID 1\r\n");
  x.ends("NO [LIMIT] rate limit hit");
  CHECK(x.error);
}

TEST_CASE("what is in doubt is asked for when all batches are answered, and costs a grant") {
  imap_client_settings settings;
  settings.batch.messages = 1;
  open_folder x{{.uidvalidity = 1, .uidnext = 9, .exists = 3}, settings};
  (void)x.asks();
  x.says(listed(1, 3, 3));
  x.ends("OK");
  x.aut.grant(1);
  for (int i = 0; i < 2; ++i) {
    CHECK(x.asks() == std::string{"UID FETCH 1"} + of_messages);
    CHECK(x.asks().empty());
    x.ends("OK");
    CHECK(x.asks().empty());
    x.aut.grant(1);
  }
  CHECK(x.asks() == "UID SEARCH UID 1\r\n");
  x.says("* SEARCH 1\r\n");
  x.ends("OK");
  CHECK(x.asks().empty());
  x.aut.grant(1);
  CHECK(x.asks() == std::string{"UID FETCH 2"} + of_messages);
}

} // namespace vestnik::mail::imap_reading_tests
