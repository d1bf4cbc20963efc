#include "endpoints/message_pages.hpp"

#include "consumers/testing/communicator.hpp"
#include "endpoints/routes.hpp"
#include "tests/consumers/scripted_layer.hpp"
#include "tests/support/wire_samples.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::endpoints::message_pages_tests {

TEST_SUITE_BEGIN("endpoints/message_pages");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

constexpr model::user_id alice{7236401234567890};

/// Alice's page at chat 42.
struct fixture {
  fixture() { aut.connect(); }

  void ask(int start, int finish) {
    aut.send(fmt::format(R"({{"quantity_start":{},"quantity_finish":{}}})", start, finish));
  }

  /// The newest of the chat's questions, which must be of its history.
  const model::read_history& question() {
    REQUIRE_FALSE(layer.commands.empty());
    CHECK(layer.commands.back().caller == alice);
    CHECK(layer.commands.back().target == model::room_of(model::chat_id{42}));
    return std::get<model::read_history>(layer.commands.back().body);
  }

  /// Answers with messages whose `seq` go down from `newest`; their text is their number.
  void answer(int newest, int count, std::string_view more = "false") {
    std::string messages;
    for (int i = 0; i < count; ++i)
      messages +=
          fmt::format(R"({}{{"seq":{},"text":"{}"}})", i == 0 ? "" : ",", newest - i, newest - i);
    layer.answer(model::json_text{fmt::format(R"({{"messages":[{}],"more":{}}})", messages, more)});
  }

  /// The texts of the next answer, or `status code field` of a refusal.
  std::string answer() {
    const auto text = aut.receive();
    if (!text)
      return "nothing";
    const auto value = json::parse(*text);
    std::string out;
    if (const auto* messages = value.if_array()) {
      for (const auto& one : *messages)
        out += (out.empty() ? "" : " ") + std::string{one.at("text").as_string()};
      return out;
    }
    const auto& error = value.at("errors").at(0);
    auto words =
        fmt::format("{} {} {}", value.at("response_status").as_int64(),
                    error.at("code").as_string().c_str(), error.at("field").as_string().c_str());
    if (const auto* retry = error.as_object().if_contains("retry_ms"))
      words += fmt::format(" {}", retry->as_int64());
    return words;
  }

  std::string told_of(std::string_view frame) {
    aut.send(frame);
    return answer();
  }

  route_table routes = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  scripted_layer layer;
  communicator aut{routes, "/ws/getMessages/42/", {alice, {1}, "alice", "Alice"}, layer};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "the samples of docs/wire/legacy.md are what is asked and answered") {
  aut.send(tests::wire_sample_of("pages-request"));
  CHECK(question().before == 0);
  CHECK(question().limit == 10);
  const auto sample = json::parse(tests::wire_sample_of("pages-answer"));
  layer.answer(
      model::json_text{json::serialize(json::object{{"messages", sample}, {"more", false}})});
  CHECK(json::parse(aut.receive().value_or("")) == sample);
  ask(10, 10);
  CHECK(json::parse(aut.receive().value_or("")) ==
        json::parse(tests::wire_sample_of("pages-refusal")));
}

TEST_CASE_FIXTURE(fixture, "places are counted from the newest message") {
  ask(2, 4);
  CHECK(question().limit == 4);
  answer(90, 4, "true");
  CHECK(answer() == "88 87");
}

TEST_CASE_FIXTURE(fixture, "old messages are reached by pages that nothing shifts") {
  ask(250, 252);
  CHECK(question().limit == 200);
  answer(900, 200, "true");
  CHECK(question().before == 701);
  CHECK(question().limit == 52);
  answer(700, 52, "true");
  CHECK(answer() == "650 649");
  CHECK(layer.commands.size() == 2);
}

TEST_CASE_FIXTURE(fixture, "an answer ends where the chat does") {
  ask(1, 100);
  answer(3, 3);
  CHECK(answer() == "2 1");
  ask(5, 10);
  answer(3, 3);
  CHECK(aut.receive() == "[]");
}

TEST_CASE_FIXTURE(fixture, "frames are answered one after the other, in their order") {
  ask(0, 1);
  ask(7, 7);
  ask(0, 2);
  CHECK(layer.commands.size() == 1);
  CHECK(answer() == "nothing");
  answer(9, 1);
  CHECK(answer() == "9");
  CHECK(answer() == "422 invalid quantity_finish");
  answer(9, 2);
  CHECK(answer() == "9 8");
}

TEST_CASE_FIXTURE(fixture,
                  "a client that asks without waiting is refused at the seventeenth frame") {
  for (int i = 0; i < 16; ++i)
    ask(0, 1);
  CHECK(answer() == "nothing");
  ask(0, 1);
  CHECK(answer() == "429 too_many  1000");
  answer(1, 1);
  CHECK(answer() == "1");
}

TEST_CASE_FIXTURE(fixture, "every bad frame is answered, and the connection lives on") {
  CHECK(told_of("hello") == "400 malformed ");
  CHECK(told_of("[0,10]") == "400 malformed ");
  CHECK(told_of("{}") == "422 invalid quantity_start");
  CHECK(told_of(R"({"quantity_start":0})") == "422 invalid quantity_finish");
  CHECK(told_of(R"({"quantity_start":-1,"quantity_finish":10})") == "422 invalid quantity_start");
  CHECK(told_of(R"({"quantity_start":"0","quantity_finish":10})") == "422 invalid quantity_start");
  CHECK(told_of(R"({"quantity_start":5,"quantity_finish":4})") == "422 invalid quantity_finish");
  CHECK(told_of(R"({"quantity_start":0,"quantity_finish":201})") == "422 invalid quantity_finish");
  CHECK(told_of(R"({"quantity_start":999,"quantity_finish":1001})") ==
        "422 invalid quantity_finish");
  CHECK(told_of(R"({"quantity_start":0,"quantity_finish":10,"chat":"43"})") == "422 invalid chat");
  aut.send_binary("{}");
  CHECK(answer() == "400 malformed ");
  CHECK(layer.untouched());
  ask(0, 200);
  answer(1, 1);
  CHECK(answer() == "1");
}

TEST_CASE_FIXTURE(fixture, "a chat that one may not see does not exist") {
  ask(0, 10);
  layer.answer(model::error{model::ec::not_found, "no such chat", "chat"});
  CHECK(answer() == "404 not_found chat");
}

TEST_CASE_FIXTURE(fixture, "messages that are too long for one answer are refused") {
  ask(0, 200);
  layer.answer(model::json_text{fmt::format(
      R"({{"messages":[{{"seq":1,"text":"{}"}}],"more":false}})", std::string(600 * 1024, 'x'))});
  CHECK(answer() == "413 too_large quantity_finish");
}

TEST_CASE("the path is for those who are signed in, and for chats") {
  const auto routes = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  scripted_layer layer;
  communicator nobody{routes, "/ws/getMessages/42/", {}, layer};
  CHECK(nobody.refused()->code == model::ec::unauthenticated);
  communicator lost{routes, "/ws/getMessages/x/", {alice, {1}, "alice", "Alice"}, layer};
  CHECK(lost.refused()->code == model::ec::not_found);
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::message_pages_tests
