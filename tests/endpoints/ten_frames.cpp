// The first page of docs/wire/ tells one session in ten frames. Here it is lived: requests go to
// the endpoints, replies and events come as the page has them, and each fits those before it.
#include "tests/endpoints/live_connection.hpp"
#include "tests/support/wire_samples.hpp"

#include <boost/json/serialize.hpp>

#include <doctest/doctest.h>
#include <memory>
#include <set>

namespace vestnik::endpoints::ten_frames_tests {

TEST_SUITE_BEGIN("endpoints/ten_frames");

using namespace vestnik;
using namespace vestnik::consumers;
namespace json = boost::json;

namespace {

std::string text_at(const json::value& from, std::string_view key) {
  return from.at(key).as_string().c_str();
}

std::uint64_t seq_in(const json::value& from, std::string_view key = "seq") {
  return from.at(key).to_number<std::uint64_t>();
}

/// A client that follows one room, and what it has heard.
struct session {
  static constexpr model::room_name room{model::room_kind::chat, 42};

  void request(const std::string& text, const json::value& payload) {
    if (payload.at("action") == "subscribe") {
      // The first time there is no log yet; the second time, the line was lost.
      line = std::make_unique<live_connection>();
      line->aut.send(text);
      REQUIRE(line->layer.subscribed.size() == 1);
      const auto& subscription = line->layer.subscribed.front();
      REQUIRE(subscription.size() == 1);
      CHECK(subscription.front().room == room);
      CHECK(subscription.front().log == log);
      if (!log.empty())
        CHECK(subscription.front().seq == heard);
      heard = subscription.front().seq.value();
    } else {
      line->aut.send(text);
      REQUIRE(line->layer.commands.size() == ++commands);
      const auto& command = line->layer.commands.back();
      CHECK(command.target == room);
      sent.emplace(command.op, std::get<model::send_message>(command.body).text);
    }
  }

  void reply(const json::value& frame) {
    const auto& data = frame.at("payload").at("data");
    if (frame.at("payload").at("action") == "subscribe") {
      const auto& joined = data.at("rooms").at(model::to_string(room));
      log = text_at(joined, "log");
      newest = seq_in(joined);
      CHECK(seq_in(joined, "from") == heard);
      subscription accepted{room, newest, log, heard};
      accepted.state = {json::serialize(joined.at("state"))};
      line->layer.answer({{room, accepted}});
    } else {
      newest = seq_in(data);
      line->layer.answer(model::json_text{json::serialize(data)});
    }
    CHECK(model::parse_json(line->aut.receive().value_or("")).value() == frame);
  }

  void event(const json::value& payload) {
    CHECK(seq_in(payload) == heard + 1);
    heard = seq_in(payload);
    const auto& data = payload.at("data");
    if (const auto text = sent.extract(text_at(data, "op")))
      CHECK(text_at(data, "text") == text.mapped());
  }

  std::unique_ptr<live_connection> line;
  std::size_t commands = 0;
  std::string log;
  /// Of the room: the last event heard, and the last that there is as far as replies have said.
  std::uint64_t heard = 0;
  std::uint64_t newest = 0;
  /// The texts of writes that no event has told of, by `op`.
  std::map<std::string, std::string> sent;
};

} // namespace

TEST_CASE("the ten frames of docs/wire/README.md are one session, of which nothing is lost") {
  session client;
  std::string order;
  for (const auto& sample : tests::wire_samples()) {
    if (!sample.is_of_ten_frames())
      continue;
    CAPTURE(sample.place);
    CHECK(sample.place.starts_with("README.md:"));
    const auto frame = model::parse_json(sample.text).value();
    if (sample.is("request"))
      client.request(sample.text, frame.at("payload"));
    else if (sample.is("reply"))
      client.reply(frame);
    else
      client.event(frame.at("payload"));
    order += sample.label + ' ';
  }
  CHECK(order == "ten-request ten-reply ten-request ten-reply ten-event ten-event ten-request "
                 "ten-request ten-reply ten-event ");
  CHECK(client.heard == client.newest);
  CHECK(client.sent.empty());
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::ten_frames_tests
