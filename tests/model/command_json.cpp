#include "model/command_json.hpp"

#include <boost/mp11/algorithm.hpp>

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::model::command_json_tests {

TEST_SUITE_BEGIN("model/command_json");

using namespace vestnik::model;

namespace {

using kind = object_change::kind;

std::string text_of(const command_body& body) { return to_json(body).reveal(); }

/// Commands with every kind of field, none left at its initial value, and their JSON.
const std::vector<std::pair<command_body, std::string>> samples{
    {list_chats{"15", 16}, R"({"action":"chats.list","before":"15","limit":16})"},
    {search_people{"Пётр"}, R"({"action":"people.search","prefix":"Пётр"})"},
    {open_dialog{{8}}, R"({"action":"chats.dialog","user":"8"})"},
    {list_mail_accounts{"13", 14}, R"({"action":"mail.accounts","after":"13","limit":14})"},
    {add_mail_account{"a@example.org",
                      {"imap.example.org", 143, mail_security::starttls, "a"},
                      secret{"hidden"}},
     R"({"action":"mail.add","address":"a@example.org","host":"imap.example.org","port":143,)"
     R"("security":"starttls","user":"a","password":"hidden"})"},
    {send_message{"two\nlines", 3, 2, send_message::place::room},
     R"({"action":"chats.send","text":"two\nlines","reply_to":3,"thread":2,"shown_in":"room"})"},
    {edit_message{17, "a"}, R"({"action":"chats.edit","seq":17,"text":"a"})"},
    {delete_message{17}, R"({"action":"chats.delete","seq":17})"},
    {react{17, "a", react::action::remove},
     R"({"action":"chats.react","seq":17,"emoji":"a","do":"remove"})"},
    {pin_message{17, pin_message::action::unpin},
     R"({"action":"chats.pin","seq":17,"do":"unpin"})"},
    {add_members{{{7}, {8}}}, R"({"action":"chats.add","users":["7","8"]})"},
    {change_role{{7}, chat_role::admin}, R"({"action":"chats.role","user":"7","role":"admin"})"},
    {change_chat{"a", std::nullopt, chat_role::admin, std::nullopt},
     R"({"action":"chats.change","title":"a","about":null,"writers":"admin","inviters":null})"},
    {change_chat_settings{{9}, std::nullopt, 3, change_chat_settings::place::archive},
     R"({"action":"chats.settings","chat":"9","muted_until":null,"pinned":3,)"
     R"("shown_in":"archive"})"},
    {create_group{"a", "b", {{7}}},
     R"({"action":"chats.create","title":"a","about":"b","members":["7"]})"},
    {mark_read{17, 2}, R"({"action":"chats.read","seq":17,"thread":2})"},
    {follow_thread{17, follow_thread::action::unfollow},
     R"({"action":"chats.follow","thread":17,"do":"unfollow"})"},
    {list_threads{17, 5}, R"({"action":"chats.threads","before":17,"limit":5})"},
    {forward_messages{{9}, {3, 5}}, R"({"action":"chats.forward","from":"9","seqs":[3,5]})"},
    {open_saved{}, R"({"action":"chats.saved"})"},
    {typing{}, R"({"action":"chats.typing"})"},
    {read_history{18, 17, 16, 19},
     R"({"action":"chats.history","before":18,"after":17,"thread":16,"limit":19})"},
    {list_mails{"cursor", 20}, R"({"action":"mail.messages","before":"cursor","limit":20})"},
    {read_mail{{21}}, R"({"action":"mail.message","id":"21"})"},
    {find_object{{R"("a")"}}, R"({"action":"objects.find","key":"\"a\""})"},
    {list_objects{{R"({"a":1.50})"}, {"3"}, 4, UINT64_MAX},
     R"({"action":"objects.list","equal":"{\"a\":1.50}","after":"3","offset":4,)"
     R"("limit":18446744073709551615})"},
    {change_objects{{{kind::insert, {}, {R"({"a":1})"}},
                     {kind::update, {"1"}, {"{}"}, {R"({"a":2})"}},
                     {kind::remove, {"2"}, {}}}},
     R"({"action":"objects.change","changes":[)"
     R"({"kind":"insert","key":"","fields":"{\"a\":1}","before":""},)"
     R"({"kind":"update","key":"1","fields":"{}","before":"{\"a\":2}"},)"
     R"({"kind":"remove","key":"2","fields":"","before":""}]})"},
};

} // namespace

TEST_CASE("each command is read again of its JSON") {
  boost::mp11::mp_for_each<command_body>([](const auto& command) {
    CAPTURE(command.traits.name);
    const auto json = text_of(command);
    const auto read = command_of_json(json);
    REQUIRE(read);
    CHECK(read->index() == command_body{command}.index());
    CHECK(text_of(*read) == json);
  });
}

TEST_CASE("the JSON of a command is its name and all of its fields") {
  for (const auto& [body, json] : samples) {
    CAPTURE(json);
    CHECK(text_of(body) == json);
    const auto read = command_of_json(json);
    REQUIRE(read);
    CHECK(read->index() == body.index());
    CHECK(text_of(*read) == json);
  }
}

TEST_CASE("each field arrives in its own member") {
  const auto mail = command_of_json(samples[4].second);
  const auto& account = std::get<add_mail_account>(*mail);
  CHECK(account.address == "a@example.org");
  CHECK(account.server == mail_server{"imap.example.org", 143, mail_security::starttls, "a"});
  CHECK(account.password.reveal() == "hidden");

  const auto objects = command_of_json(samples.back().second);
  const auto& changes = std::get<change_objects>(*objects).changes;
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].type == kind::insert);
  CHECK(changes[0].fields.text == R"({"a":1})");
  CHECK(changes[2].type == kind::remove);
  CHECK(changes[2].key.text == "2");
}

TEST_CASE("a field of a newer node is passed over") {
  for (const auto& [body, json] : samples) {
    CAPTURE(json);
    const auto read = command_of_json(R"({"news":{"of":["the next version"]},)" + json.substr(1));
    REQUIRE(read);
    CHECK(text_of(*read) == json);
  }
  const auto within = command_of_json(
      R"({"action":"objects.change","changes":[{"kind":"remove","key":"2","news":1}]})");
  REQUIRE(within);
  CHECK(std::get<change_objects>(*within).changes.at(0).key.text == "2");
}

TEST_CASE("a field that an older node does not have has its initial value") {
  const auto history = command_of_json(R"({"action":"chats.history"})");
  REQUIRE(history);
  CHECK(std::get<read_history>(*history).limit == 50);
  const auto mail = command_of_json(R"({"action":"mail.add","host":"imap.example.org"})");
  REQUIRE(mail);
  CHECK(std::get<add_mail_account>(*mail).server.port == 993);
  const auto objects = command_of_json(R"({"action":"objects.list"})");
  REQUIRE(objects);
  CHECK(std::get<list_objects>(*objects).equal.text == "{}");
}

TEST_CASE("JSON of an unknown kind, or with a value that its member cannot hold, is no command") {
  for (const char* json : {
           R"({"action":"chats.burn"})",
           R"({"action":7})",
           R"({"text":"hi"})",
           R"({"action":"chats.send","text":7})",
           R"({"action":"chats.send","text":null})",
           R"({"action":"chats.read","seq":-1})",
           R"({"action":"chats.read","seq":"1"})",
           R"({"action":"chats.read","seq":1.5})",
           R"({"action":"chats.history","limit":4294967296})",
           R"({"action":"chats.dialog","user":8})",
           R"({"action":"chats.dialog","user":"8a"})",
           R"({"action":"chats.dialog","user":""})",
           R"({"action":"chats.dialog","user":"9223372036854775808"})",
           R"({"action":"mail.add","port":65536})",
           R"({"action":"mail.add","security":"ssl"})",
           R"({"action":"mail.add","security":1})",
           R"({"action":"mail.add","password":7})",
           R"({"action":"objects.find","key":7})",
           R"({"action":"objects.change","changes":{}})",
           R"({"action":"objects.change","changes":[7]})",
           R"({"action":"objects.change","changes":[{"kind":"upsert"}]})",
           R"(["chats.typing"])",
           R"({"action":"chats.typing"} {})",
           R"({"action":"chats.typing")",
           "",
       }) {
    CAPTURE(json);
    CHECK_FALSE(command_of_json(json));
  }
}

TEST_CASE("every octet of a text arrives, whether it is UTF-8 or not") {
  std::string text;
  for (int octet = 0; octet < 256; ++octet)
    text += static_cast<char>(octet);
  const auto read = command_of_json(text_of(send_message{text}));
  REQUIRE(read);
  CHECK(std::get<send_message>(*read).text == text);
}

TEST_CASE("every id arrives") {
  for (const auto number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    const auto read = command_of_json(text_of(open_dialog{{number}}));
    REQUIRE(read);
    CHECK(std::get<open_dialog>(*read).peer.value == number);
  }
}

TEST_SUITE_END();

} // namespace vestnik::model::command_json_tests
