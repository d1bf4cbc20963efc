#include "endpoints/rooms.hpp"

#include "tests/endpoints/live_connection.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>

namespace vestnik::endpoints::rooms_tests {

TEST_SUITE_BEGIN("endpoints/rooms");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

const auto chat_42 = model::room_of(model::chat_id{42});
const auto chat_9 = model::room_of(model::chat_id{9});
const auto mailbox_7 = model::room_of(model::account_id{7});

/// `{"chat:1":0,"chat:2":0,…}` with so many rooms.
std::string rooms_object(int count) {
  std::string text = R"("rooms":{)";
  for (int i = 1; i <= count; ++i)
    text += fmt::format(R"({}"chat:{}":0)", i == 1 ? "" : ",", i);
  return text + '}';
}

std::string rooms_array(int count) {
  std::string text = R"("rooms":[)";
  for (int i = 1; i <= count; ++i)
    text += fmt::format(R"({}"chat:{}")", i == 1 ? "" : ",", i);
  return text + ']';
}

} // namespace

TEST_CASE_FIXTURE(live_connection, "the reply tells each room's outcome in one piece") {
  ask("rooms", "subscribe", R"("rooms":{"chat:42":181,"chat:9":0,"mailbox:7":5})");
  CHECK_FALSE(aut.receive().has_value());
  layer.answer({
      {chat_42, subscription{chat_42, 183, "51b6", 181}},
      {chat_9, model::error{model::ec::not_found, "no such room", "rooms"}},
      {mailbox_7,
       subscription{
           mailbox_7, 12, "9f2c", 12, subscription::start::reset, {R"({"state":"live"})"}}},
  });
  const auto payload = reply();
  CHECK(payload.at("response_status").as_int64() == 200);
  CHECK(payload.at("data") == *model::parse_json(
                                  R"({"rooms":{"chat:42":{"seq":183,"log":"51b6","from":181},
                "chat:9":{"error":{"code":"not_found","field":"rooms","message":"no such room"}},
                "mailbox:7":{"seq":12,"log":"9f2c","from":12,"reset":true,
                             "state":{"state":"live"}}}})"));
}

TEST_CASE_FIXTURE(live_connection, "a gap in the log is named with both its ends") {
  ask("rooms", "subscribe", R"("rooms":{"chat:42":3})");
  layer.answer(
      {{chat_42,
        subscription{chat_42, 183, "51b6", 183, subscription::start::reset, {}, {4, 90}}}});
  CHECK(reply().at("data") ==
        *model::parse_json(R"({"rooms":{"chat:42":{"seq":183,"log":"51b6","from":183,
                               "reset":true,"gap":{"from":4,"to":90}}}})"));
}

TEST_CASE_FIXTURE(live_connection, "a client may want only what happens from now on") {
  ask("rooms", "subscribe", R"("rooms":{"chat:42":"now"})");
  CHECK(layer.subscribed.front() == std::vector{room_position{chat_42, std::nullopt}});
}

TEST_CASE_FIXTURE(live_connection, "the reply is sent before the layer goes on") {
  ask("rooms", "subscribe", R"("rooms":{"chat:42":0})");
  layer.answer({{chat_42, subscription{chat_42, 1, "51b6", 0}}});
  CHECK(aut.receive().has_value());
}

TEST_CASE_FIXTURE(live_connection, "an outcome after the end of the connection goes nowhere") {
  ask("rooms", "subscribe", R"("rooms":{"chat:42":0})");
  aut.disconnect();
  layer.answer({{chat_42, subscription{chat_42, 1, "51b6", 0}}});
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE_FIXTURE(live_connection, "a subscription takes at most 1,000 rooms at once") {
  ask("rooms", "subscribe", rooms_object(1'000));
  CHECK(layer.subscribed.front().size() == 1'000);
  layer.subscribed.clear();
  CHECK(refusal("rooms", "subscribe", rooms_object(1'001)) == "422 invalid rooms");
  CHECK(refusal("rooms", "subscribe", rooms_object(0)) == "422 invalid rooms");
  CHECK(refusal("rooms", "unsubscribe", rooms_array(1'001)) == "422 invalid rooms");
  CHECK(refusal("rooms", "unsubscribe", rooms_array(0)) == "422 invalid rooms");
  ask("rooms", "unsubscribe", rooms_array(1'000));
  CHECK(layer.unsubscribed.front().size() == 1'000);
}

TEST_CASE_FIXTURE(live_connection, "a room or a position that cannot be read is refused") {
  for (const auto* rooms :
       {R"("rooms":[])", R"("rooms":"chat:42")", R"("rooms":{"group:x":0})",
        R"("rooms":{"chat:042":0})", R"("rooms":{"chat:42":-1})", R"("rooms":{"chat:42":"0"})",
        R"("rooms":{"chat:42":1.5})", R"("rooms":{"chat:42":"then"})",
        R"("rooms":{"chat:42":null})", R"("rooms":{"chat:42":{}})",
        R"("rooms":{"chat:42":{"seq":1}})", R"("rooms":{"chat:42":{"log":"a"}})",
        R"("rooms":{"chat:42":{"seq":1,"log":2}})", R"("rooms":{"chat:42":{"seq":-1,"log":"a"}})",
        R"("rooms":{"chat:42":{"seq":1,"log":"a","owner":1}})"}) {
    CAPTURE(rooms);
    CHECK(refusal("rooms", "subscribe", rooms) == "422 invalid rooms");
  }
  for (const auto* rooms : {R"("rooms":{"chat:42":0})", R"("rooms":["chat:42",7])",
                            R"("rooms":["chat"])", R"("rooms":null)"}) {
    CAPTURE(rooms);
    CHECK(refusal("rooms", "unsubscribe", rooms) == "422 invalid rooms");
  }
  CHECK(refusal("rooms", "subscribe") == "422 invalid rooms");
  CHECK(refusal("rooms", "unsubscribe") == "422 invalid rooms");
  CHECK(refusal("rooms", "subscribe", R"("rooms":{"chat:42":0},"epoch":1)") == "422 invalid epoch");
  CHECK(refusal("rooms", "list") == "405 unknown_action action");
}

TEST_CASE_FIXTURE(live_connection, "unsubscribe is answered at once") {
  ask("rooms", "unsubscribe", R"("rooms":["chat:42","mailbox:7"])");
  CHECK(layer.unsubscribed.front() == std::vector{chat_42, mailbox_7});
  CHECK(boost::json::serialize(reply().at("data")) == "{}");
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::rooms_tests
