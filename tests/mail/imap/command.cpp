#include "mail/imap/command.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::mail::imap_command_tests {

TEST_SUITE_BEGIN("mail/imap/command");

using namespace vestnik;
using namespace vestnik::mail;
using namespace std::string_literals;

namespace {

std::vector<std::string> sign_in(const imap_capabilities& offered, std::string_view user,
                                 std::string_view password) {
  const auto command = sign_in_command(offered, user, password);
  REQUIRE(command.has_value());
  return command->pieces;
}

using pieces = std::vector<std::string>;

} // namespace

TEST_CASE("PLAIN is preferred, in one line where the server allows it") {
  CHECK(sign_in({"AUTH=PLAIN", "SASL-IR"}, "user", "pass") ==
        pieces{"AUTHENTICATE PLAIN AHVzZXIAcGFzcw==\r\n"});
  CHECK(sign_in({"AUTH=PLAIN", "LOGINDISABLED"}, "user", "pass") ==
        pieces{"AUTHENTICATE PLAIN\r\n", "AHVzZXIAcGFzcw==\r\n"});
  CHECK(sign_in({"AUTH=PLAIN", "SASL-IR"}, "u", "pä") == pieces{"AUTHENTICATE PLAIN AHUAcMOk\r\n"});
  CHECK(sign_in({"AUTH=PLAIN", "SASL-IR"}, "u", "pa") == pieces{"AUTHENTICATE PLAIN AHUAcGE=\r\n"});
}

TEST_CASE("LOGIN quotes what can be quoted") {
  CHECK(sign_in({}, "user", "pass word") == pieces{"LOGIN \"user\" \"pass word\"\r\n"});
  CHECK(sign_in({}, "u\"x", "p\\y") == pieces{"LOGIN \"u\\\"x\" \"p\\\\y\"\r\n"});
  CHECK(sign_in({}, "", "") == pieces{"LOGIN \"\" \"\"\r\n"});
}

TEST_CASE("a text that cannot be quoted is a literal, so that no line ends inside it") {
  CHECK(sign_in({}, "user", "a\r\nA2 LOGOUT") ==
        pieces{"LOGIN \"user\" {12}\r\n", "a\r\nA2 LOGOUT\r\n"});
  CHECK(sign_in({}, "ü", "ä") == pieces{"LOGIN {2}\r\n", "ü {2}\r\n", "ä\r\n"});
  CHECK(sign_in({"LITERAL+"}, "ü", "\n") == pieces{"LOGIN {2+}\r\nü {1+}\r\n\n\r\n"});
  const std::string longest(4096, '\t');
  CHECK(sign_in({"LITERAL-"}, "u", longest) ==
        pieces{"LOGIN \"u\" {4096+}\r\n" + longest + "\r\n"});
  CHECK(sign_in({"LITERAL-"}, "u", longest + 'x') ==
        pieces{"LOGIN \"u\" {4097}\r\n", longest + "x\r\n"});
}

TEST_CASE("a NUL cannot be sent") {
  CHECK(sign_in_command({"AUTH=PLAIN"}, "a\0b"s, "p").error().field == "user");
  CHECK(sign_in_command({}, "a", "p\0"s).error().code == model::ec::invalid);
}

TEST_CASE("a server without sign-in by password is said to be so") {
  CHECK(sign_in_command({"LOGINDISABLED"}, "a", "b").error().code == model::ec::mail_refused);
  CHECK(sign_in_command({"LOGINDISABLED", "AUTH=XOAUTH2"}, "a", "b").has_error());
}

TEST_CASE("a folder is opened for reading, whatever its name") {
  CHECK(examine_command({}, "INBOX").pieces == pieces{"EXAMINE \"INBOX\"\r\n"});
  CHECK(examine_command({}, "a\r\nb").pieces == pieces{"EXAMINE {4}\r\n", "a\r\nb\r\n"});
}

TEST_CASE("UIDs in a row become a range") {
  const std::vector<std::uint32_t> uids{1, 2, 3, 7, 9, 10, 4294967295};
  CHECK(uid_set(uids) == "1:3,7,9:10,4294967295");
  CHECK(uid_set({}).empty());
  CHECK(fetch_messages_command(std::vector<std::uint32_t>{4}).pieces ==
        pieces{"UID FETCH 4 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n"});
  CHECK(fetch_sizes_command({5}).pieces == pieces{"UID FETCH 5:* (UID RFC822.SIZE)\r\n"});
  CHECK(fetch_sizes_command({5, 7}).pieces == pieces{"UID FETCH 5:7 (UID RFC822.SIZE)\r\n"});
  CHECK(search_command({5, 7}).pieces == pieces{"UID SEARCH UID 5:7\r\n"});
  CHECK(fetch_last_uid_command().pieces == pieces{"UID FETCH * (UID)\r\n"});
  CHECK(fetch_beginnings_command(std::vector<std::uint32_t>{4}, 10).pieces ==
        pieces{"UID FETCH 4 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[]<0.10>)\r\n"});
}

} // namespace vestnik::mail::imap_command_tests
