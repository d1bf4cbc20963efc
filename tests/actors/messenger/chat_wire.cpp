#define CAF_SUITE chat_wire
#include "actors/messenger/chat_wire.hpp"

#include <boost/json/parse.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace json = boost::json;

namespace chat_wire_tests {

const model::timestamp noon{std::chrono::seconds{1'780'000'000}};

json::value parsed(const char* text) { return json::parse(text); }

CAF_TEST(ids are strings since browsers cannot count that far) {
  CAF_CHECK(json::value(to_wire(storage::person{{9'007'199'254'740'993}, "alice", "Alice"})) ==
            parsed(R"({"id":"9007199254740993","login":"alice","name":"Alice"})"));
}

CAF_TEST(a chat without messages has none) {
  storage::chat_summary chat{{42}, {{2}, "boris", "Boris"}, {}, noon};
  chat.seq = 9;
  chat.read_seq = 4;
  chat.unread = 5;
  chat.mentions = 1;
  CAF_CHECK(json::value(to_wire(chat)) == parsed(R"({"id":"42","kind":"dialog","last_message":null,
                       "active_at":"2026-05-28T20:26:40.000Z","members":2,"role":"member",
                       "may":["write","pin"],"seq":9,"read_seq":4,"unread":5,"mentions":1,
                       "settings":{"muted_until":null,"pinned":0,"archived":false},
                       "peer":{"id":"2","login":"boris","name":"Boris"}})"));
  chat.last_message = {{.id = {7}, .seq = 3, .author = {2}, .text = "hi", .at = noon}};
  CAF_CHECK(
      json::value(to_wire(chat)).at("last_message") ==
      parsed(R"({"id":"7","seq":3,"author":"2","text":"hi","at":"2026-05-28T20:26:40.000Z"})"));
}

CAF_TEST(a group has a title and rules and says what its reader may) {
  storage::chat_summary chat{{42}, {}, {}, noon};
  chat.facts = {model::chat_kind::group, "Fair", "On Saturday", model::chat_role::admin,
                model::chat_role::member};
  chat.settings = {noon, 3, true};
  const json::value shown = to_wire(chat);
  CAF_CHECK(!shown.get_object().contains("peer"));
  CAF_CHECK(shown.at("title").as_string() == "Fair");
  CAF_CHECK(shown.at("about").as_string() == "On Saturday");
  CAF_CHECK(shown.at("writers").as_string() == "admin");
  CAF_CHECK(shown.at("may") == parsed(R"(["add","leave"])"));
  CAF_CHECK(shown.at("settings") ==
            parsed(R"({"muted_until":"2026-05-28T20:26:40.000Z","pinned":3,"archived":true})"));
}

CAF_TEST(a message shows only what there is to show) {
  storage::chat_message message{.id = {7}, .seq = 3, .author = {2}, .text = "hi", .at = noon};
  message.edited_at = noon;
  message.thread = 2;
  message.reply_to = {{1, {3}, "before", {}}};
  message.replies = {{4, 9, noon, {3}, storage::thread_summary::reading::follows, 8, 1}};
  message.reactions = {{"👍", 2, true}, {"🎉", 1, false}};
  message.calls_me = true;
  CAF_CHECK(json::value(to_wire(message)) ==
            parsed(R"({"id":"7","seq":3,"author":"2","text":"hi","at":"2026-05-28T20:26:40.000Z",
                       "edited_at":"2026-05-28T20:26:40.000Z","thread":2,
                       "reply_to":{"seq":1,"author":"3","text":"before"},
                       "replies":{"count":4,"last_seq":9,"last_at":"2026-05-28T20:26:40.000Z",
                                  "last_author":"3","read_seq":8,"unread":1},
                       "reactions":[{"emoji":"👍","count":2,"mine":true},
                                    {"emoji":"🎉","count":1}],
                       "calls_me":true})"));
}

CAF_TEST(a deleted message says who deleted it and a line of the room what it says) {
  storage::chat_message message{.id = {7}, .seq = 3, .author = {2}, .text = "", .at = noon};
  message.edited_at = noon;
  message.deleted_at = noon;
  message.deleted_by = {4};
  CAF_CHECK(json::value(to_wire(message)) ==
            parsed(R"({"id":"7","seq":3,"author":"2","text":"","at":"2026-05-28T20:26:40.000Z",
                       "deleted_at":"2026-05-28T20:26:40.000Z","deleted_by":"4"})"));
  storage::chat_message line{.id = {8}, .seq = 4, .author = {2}, .text = "", .at = noon};
  line.kind = storage::message_kind::system;
  line.details = R"({"line":"renamed","title":"Fair"})";
  CAF_CHECK(json::value(to_wire(line)).at("line") ==
            parsed(R"({"line":"renamed","title":"Fair"})"));
}

CAF_TEST(a list shows the beginning of a last message and says that it is not all) {
  storage::chat_summary chat{{42}, {{2}, "boris", "Boris"}, {}, noon};
  std::string text;
  for (std::uint32_t i = 0; i < storage::chat_preview; ++i)
    text += "Ё";
  chat.last_message = {{.id = {7}, .seq = 3, .author = {2}, .text = text, .at = noon}};
  CAF_CHECK(!to_wire(chat).at("last_message").get_object().contains("truncated"));
  chat.last_message[0].text += 'x';
  const auto shown = to_wire(chat).at("last_message");
  CAF_CHECK(std::string_view{shown.at("text").as_string()} == text);
  CAF_CHECK(shown.at("truncated").as_bool());
}

} // namespace chat_wire_tests
