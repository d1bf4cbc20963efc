#include "endpoints/mail_download.hpp"

#include "consumers/testing/communicator.hpp"
#include "endpoints/routes.hpp"
#include "tests/consumers/scripted_layer.hpp"
#include "tests/support/wire_samples.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <doctest/doctest.h>

namespace vestnik::endpoints::mail_download_tests {

TEST_SUITE_BEGIN("endpoints/mail_download");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

constexpr model::user_id alice{7236401234567890};
constexpr auto mailbox = model::room_name{model::room_kind::mailbox, 7};

std::string state(std::string_view word, int remaining = 0) {
  return fmt::format(R"({{"state":"{}","remaining":{}}})", word, remaining);
}

/// Alice's page at mailbox 7.
struct fixture {
  fixture() { aut.connect(); }

  /// The mailbox lets her follow it.
  void join(std::string newest_state) {
    subscription accepted;
    accepted.room = mailbox;
    accepted.state = {std::move(newest_state)};
    layer.answer_follow(accepted);
  }

  const model::command& question() {
    REQUIRE_FALSE(layer.commands.empty());
    CHECK(layer.commands.back().caller == alice);
    CHECK(layer.commands.back().target == mailbox);
    return layer.commands.back();
  }

  /// Answers a page of the list.
  void page(std::vector<int> ids, std::string_view more = "false") {
    CHECK(std::holds_alternative<model::list_mails>(question().body));
    json::array mails;
    for (const auto id : ids) {
      json::object mail;
      mail.emplace("id", std::to_string(id));
      mails.push_back(std::move(mail));
    }
    layer.answer(
        model::json_text{fmt::format(R"({{"messages":{},"cursor":"c{}","more":{}}})",
                                     json::serialize(mails), ids.empty() ? 0 : ids.back(), more)});
  }

  /// The mail that is being read; 0: none is.
  std::int64_t listed_id() {
    const auto* read = std::get_if<model::read_mail>(&question().body);
    return read ? read->mail.value : 0;
  }

  /// Answers what is being read.
  void mail(std::string_view text = "Hello") {
    layer.answer(model::json_text{json::serialize(
        json::object{{"message",
                      {{"id", std::to_string(listed_id())},
                       {"from", json::parse(R"([{"name":"","address":"carol@example.org"}])")},
                       {"subject", fmt::format("Letter {}", listed_id())},
                       {"sent_at", "2026-11-20T16:19:58.000Z"},
                       {"received_at", "2026-11-20T16:20:00.000Z"},
                       {"text", text},
                       {"attachments", json::array{}}}}})});
  }

  void arrives(int id) {
    layer.tell(fmt::format(
        R"({{"stream":"rooms","payload":{{"event":"mail.received","data":{{"id":"{}"}}}}}})", id));
  }

  void becomes(const std::string& now) {
    layer.tell(fmt::format(
        R"({{"stream":"rooms","payload":{{"event":"mailbox.state","data":{}}}}})", now));
  }

  /// The next frame: `[ids]`, `done+remaining percent: title`, or `status code field`.
  std::string answer() {
    const auto text = aut.receive();
    if (!text)
      return "nothing";
    const auto value = json::parse(*text).as_object();
    if (const auto* ids = value.if_contains("list_uids"))
      return json::serialize(*ids);
    if (const auto* title = value.if_contains("title"))
      return fmt::format("{}+{} {}: {}", value.at("reverse_number").to_number<int>(),
                         value.at("count").to_number<int>(),
                         value.at("procent").as_string().c_str(), title->as_string().c_str());
    const auto& error = value.at("errors").at(0);
    auto words =
        fmt::format("{} {} {}", value.at("response_status").as_int64(),
                    error.at("code").as_string().c_str(), error.at("field").as_string().c_str());
    if (const auto* retry = error.as_object().if_contains("retry_ms"))
      words += fmt::format(" {}", retry->as_int64());
    return words;
  }

  [[nodiscard]] int closed_with() const { return aut.closed() ? aut.closed()->code : 0; }

  route_table routes = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  scripted_layer layer;
  communicator aut{routes, "/email/download/7/", {alice, {1}, "alice", "Alice"}, layer};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "the ids come first, then each mail with the progress, then the end") {
  join(state("live"));
  page({31, 30, 29});
  CHECK(answer() == R"(["31","30","29"])");
  mail();
  CHECK(answer() == "1+2 33.33: Letter 31");
  mail();
  CHECK(answer() == "2+1 66.67: Letter 30");
  mail();
  CHECK(answer() == "3+0 100.00: Letter 29");
  CHECK(closed_with() == 0);
  page({31, 30, 29});
  CHECK(answer() == "nothing");
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture, "the samples of docs/wire/legacy.md are what is sent and understood") {
  const auto sample = json::parse(tests::wire_sample_of("download-mail"));
  join(state("live"));
  layer.answer(
      model::json_text{R"({"messages":[{"id":"7236401234568000"}],"cursor":"c","more":false})"});
  CHECK(json::parse(aut.receive().value_or("")) ==
        json::parse(tests::wire_sample_of("download-list")));
  for (const auto& block : tests::wire_samples())
    if (block.label == "reply" && block.text.find(R"("message_id": "m1)") != std::string::npos)
      layer.answer(
          model::json_text{json::serialize(json::parse(block.text).at("payload").at("data"))});
  const auto first = aut.receive();
  REQUIRE(first.has_value());
  CHECK(json::parse(*first) == sample);
  aut.send(tests::wire_sample_of("download-request"));
  layer.answer(
      model::json_text{R"({"messages":[{"id":"7236401234568000"}],"cursor":"c","more":false})"});
  CHECK(listed_id() == 7236401234568000);
}

TEST_CASE_FIXTURE(fixture, "the mailbox is followed before it is looked through") {
  REQUIRE(layer.followed.size() == 1);
  CHECK(layer.followed.front() == room_position{mailbox, std::nullopt, ""});
  CHECK(layer.commands.empty());
}

TEST_CASE_FIXTURE(fixture, "the list is read in pages") {
  join(state("live"));
  page({5, 4}, "true");
  CHECK(answer() == "nothing");
  CHECK(std::get<model::list_mails>(question().body).before == "c4");
  page({3});
  CHECK(answer() == R"(["5","4","3"])");
}

TEST_CASE_FIXTURE(fixture, "mails are read one at a time, and no more than the client takes") {
  join(state("live"));
  std::vector<int> many(60);
  for (int i = 0; i < 60; ++i)
    many[static_cast<std::size_t>(i)] = 100 - i;
  page(many);
  CHECK(listed_id() == 100);
  for (int i = 0; i < 15; ++i)
    mail();
  CHECK(layer.commands.size() == 16);
  aut.drain();
  CHECK(layer.commands.size() == 17);
  CHECK(listed_id() == 85);
}

TEST_CASE_FIXTURE(fixture, "long mails are waited for one by one, and their text has an end") {
  join(state("live"));
  page({2, 1});
  CHECK(answer() == R"(["2","1"])");
  mail(std::string(300'000, 'x'));
  const auto text = aut.receive();
  REQUIRE(text.has_value());
  CHECK(json::parse(*text).at("text").as_string().size() == 100'000);
  CHECK(listed_id() == 2);
  aut.drain();
  CHECK(listed_id() == 1);
}

TEST_CASE_FIXTURE(fixture, "mail that arrives meanwhile is part of the stream, once") {
  join(state("live"));
  arrives(9);
  page({9, 8});
  CHECK(answer() == R"(["9","8"])");
  arrives(10);
  arrives(10);
  mail();
  CHECK(answer() == "1+2 33.33: Letter 9");
  mail();
  mail();
  CHECK(answer() == "2+1 66.67: Letter 8");
  CHECK(answer() == "3+0 100.00: Letter 10");
  CHECK(closed_with() == 0);
  page({10, 9, 8});
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture, "a mail that nobody was told of is found by the last pass") {
  join(state("live"));
  page({1});
  mail();
  page({2, 1});
  CHECK(listed_id() == 2);
  mail();
  page({2, 1});
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture,
                  "the client is kept informed while the mailbox is read from its server") {
  join(state("backfill", 2));
  page({1});
  CHECK(answer() == R"(["1"])");
  mail();
  CHECK(answer() == "1+2 33.33: Letter 1");
  CHECK(closed_with() == 0);
  arrives(2);
  mail();
  CHECK(answer() == "2+1 66.67: Letter 2");
  becomes(state("backfill", 1));
  arrives(3);
  mail();
  CHECK(answer() == "3+0 100.00: Letter 3");
  CHECK(closed_with() == 0);
  becomes(state("live"));
  page({3, 2, 1});
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture, "a mailbox whose server is away gives what is stored") {
  join(state("connecting"));
  page({});
  CHECK(answer() == "[]");
  CHECK(closed_with() == 0);
  becomes(state("waiting"));
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture, "an empty mailbox ends at once") {
  join("");
  page({});
  CHECK(answer() == "[]");
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture, "a mail that the client asks for comes next, and counts once") {
  join(state("live"));
  page({3, 2, 1});
  CHECK(answer() == R"(["3","2","1"])");
  CHECK(listed_id() == 3);
  aut.send(R"({"uid":"1"})");
  aut.send(R"({"uid":"3"})");
  mail();
  CHECK(answer() == "1+2 33.33: Letter 3");
  mail();
  CHECK(answer() == "2+1 66.67: Letter 1");
  aut.send(R"({"uid":"3"})");
  mail();
  CHECK(answer() == "3+0 100.00: Letter 2");
  mail();
  CHECK(answer() == "3+0 100.00: Letter 3");
  page({3, 2, 1});
  CHECK(closed_with() == 1000);
}

TEST_CASE_FIXTURE(fixture,
                  "a mail that is not there is refused to who asks, and passed over else") {
  const model::error gone{model::ec::not_found, "no such message", "id"};
  join(state("live"));
  page({2, 1});
  CHECK(answer() == R"(["2","1"])");
  aut.send(R"({"uid":"77"})");
  layer.answer(gone);
  CHECK(listed_id() == 77);
  layer.answer(gone);
  CHECK(answer() == "404 not_found id");
  mail();
  CHECK(answer() == "1+0 100.00: Letter 1");
}

TEST_CASE_FIXTURE(fixture, "every bad frame is answered, and the stream goes on") {
  const auto told_of = [this](std::string_view frame) {
    aut.send(frame);
    return answer();
  };
  CHECK(told_of("hello") == "400 malformed ");
  CHECK(told_of("[]") == "400 malformed ");
  CHECK(told_of("{}") == "422 invalid uid");
  CHECK(told_of(R"({"uid":7})") == "422 invalid uid");
  CHECK(told_of(R"({"uid":"7","all":true})") == "422 invalid all");
  aut.send_binary("{}");
  CHECK(answer() == "400 malformed ");
  for (int i = 0; i < 16; ++i)
    CHECK(told_of(R"({"uid":"7"})") == "nothing");
  CHECK(told_of(R"({"uid":"7"})") == "429 too_many uid 1000");
  join(state("live"));
  page({1});
  CHECK(answer() == R"(["1"])");
}

TEST_CASE_FIXTURE(fixture, "a mailbox that one may not see does not exist") {
  layer.answer_follow(model::error{model::ec::not_found, "no such room", "rooms"});
  CHECK(answer() == "404 not_found rooms");
  CHECK(closed_with() == 4504);
}

TEST_CASE_FIXTURE(fixture, "a failure ends the stream, to be opened again") {
  join(state("live"));
  layer.answer(model::error{model::ec::unavailable, "not now"});
  CHECK(answer() == "503 unavailable  1000");
  CHECK(closed_with() == 4012);
}

TEST_CASE_FIXTURE(fixture, "an answer that cannot be understood ends the stream and nothing else") {
  join(state("live"));
  layer.answer(model::json_text{"[]"});
  CHECK(closed_with() == 4000);
}

TEST_CASE_FIXTURE(fixture, "an answer after the end goes nowhere") {
  join(state("live"));
  page({1});
  CHECK(answer() == R"(["1"])");
  aut.disconnect();
  mail();
  arrives(2);
  CHECK(answer() == "nothing");
}

TEST_CASE("two clients of one mailbox have streams of their own") {
  const auto routes = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  scripted_layer layer;
  const model::identity identity{alice, {1}, "alice", "Alice"};
  communicator one{routes, "/email/download/7/", identity, layer};
  communicator two{routes, "/email/download/7/", identity, layer};
  one.connect();
  two.connect();
  for (int i = 0; i < 2; ++i)
    layer.answer_follow(subscription{});
  for (int i = 0; i < 2; ++i)
    layer.answer(model::json_text{R"({"messages":[{"id":"1"}],"cursor":"c","more":false})"});
  CHECK(one.receive() == R"({"list_uids":["1"]})");
  CHECK(two.receive() == R"({"list_uids":["1"]})");
}

TEST_CASE("the download is for those who are signed in, and for accounts") {
  const auto routes = endpoints::routes(endpoints::test_echo::off, 1'000).value();
  scripted_layer layer;
  communicator nobody{routes, "/email/download/7/", {}, layer};
  CHECK(nobody.refused()->code == model::ec::unauthenticated);
  communicator lost{routes, "/email/download/0/", {alice, {1}, "alice", "Alice"}, layer};
  CHECK(lost.refused()->code == model::ec::not_found);
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::mail_download_tests
