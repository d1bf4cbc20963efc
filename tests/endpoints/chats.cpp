#include "tests/endpoints/live_connection.hpp"

#include <doctest/doctest.h>

namespace vestnik::endpoints::chats_tests {

TEST_SUITE_BEGIN("endpoints/chats");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

const std::string op = R"("op":"3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11")";

} // namespace

TEST_CASE_FIXTURE(live_connection, "history has defaults for what is absent") {
  ask("chats", "history", R"("chat":"42")");
  CHECK(only_command<model::read_history>().before == 0);
  CHECK(only_command<model::read_history>().limit == 50);
}

TEST_CASE_FIXTURE(live_connection, "history takes a seq and a page size") {
  ask("chats", "history", R"("chat":"42","before":9223372036854775807,"limit":200)");
  CHECK(only_command<model::read_history>().before == INT64_MAX);
  CHECK(only_command<model::read_history>().limit == 200);
}

TEST_CASE_FIXTURE(live_connection, "a message has characters of any kind") {
  ask("chats", "send", R"("chat":"42","text":"two\nlines",)" + op);
  CHECK(only_command<model::send_message>().text == "two\nlines");
}

TEST_CASE_FIXTURE(live_connection, "a wrong field is refused by its name") {
  CHECK(refusal("chats", "list", R"("all":true)") == "422 invalid all");
  CHECK(refusal("chats", "dialog", op) == "422 invalid user");
  CHECK(refusal("chats", "dialog", R"("user":"7")") == "422 invalid op");
  CHECK(refusal("chats", "dialog", R"("user":7,)" + op) == "422 invalid user");
  CHECK(refusal("chats", "send", R"("text":"hi",)" + op) == "422 invalid chat");
  CHECK(refusal("chats", "send", R"("chat":"42",)" + op) == "422 invalid text");
  CHECK(refusal("chats", "send", R"("chat":"42","text":"",)" + op) == "422 invalid text");
  CHECK(refusal("chats", "send", R"("chat":"42","text":"hi")") == "422 invalid op");
  CHECK(refusal("chats", "history") == "422 invalid chat");
  CHECK(refusal("chats", "history", R"("chat":"42","limit":0)") == "422 invalid limit");
  CHECK(refusal("chats", "history", R"("chat":"42","limit":201)") == "422 invalid limit");
  CHECK(refusal("chats", "history", R"("chat":"42","before":-1)") == "422 invalid before");
  CHECK(refusal("chats", "history", R"("chat":"42",)" + op) == "422 invalid op");
  CHECK(refusal("chats", "create", R"("title":"a","members":["7","7"],)" + op) ==
        "422 invalid members");
  CHECK(refusal("chats", "create", R"("title":"","members":[],)" + op) == "422 invalid title");
  CHECK(refusal("chats", "add", R"("chat":"42","users":[],)" + op) == "422 invalid users");
  CHECK(refusal("chats", "settings", R"("chat":"42","muted_until":"now",)" + op) ==
        "422 invalid muted_until");
  CHECK(refusal("chats", "role", R"("chat":"42","user":"7","role":"king",)" + op) ==
        "422 invalid role");
  CHECK(refusal("chats", "destroy") == "405 unknown_action action");
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::chats_tests
