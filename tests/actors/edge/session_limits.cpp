#define CAF_SUITE session_limits
#include "actors/edge/session_limits.hpp"

#include "actors/rooms/read_answer.hpp"
#include "consumers/routing/multiplexer.hpp"
#include "tests/actors/edge/session_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using namespace vestnik::actors::session_tests;

CAF_TEST_FIXTURE_SCOPE(session_limits_tests, fixture)

CAF_TEST(a client that sends too much is refused and then closed to come again later) {
  start({{0.001, 2}, 3, 2, std::chrono::seconds{30}});
  consumer->received.clear();
  frame("1");
  frame("2");
  frame(R"({"action":"send","request_id":"r1"})");
  CAF_CHECK_EQUAL(consumer->received.size(), 2u);
  CAF_REQUIRE_EQUAL(out->frames.size(), 1u);
  CAF_CHECK_NOT_EQUAL(out->frames[0].find(R"("response_status":429)"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(out->frames[0].find(R"("request_id":"r1")"), std::string::npos);
  CAF_CHECK(out->frames[0].starts_with(R"({"action":"send")"));
  CAF_CHECK_EQUAL(out->closed_with, 0u);
  for (int i = 0; i < 63; ++i)
    frame("more");
  CAF_CHECK_EQUAL(out->closed_with, 0u);
  frame("one too many");
  CAF_CHECK_EQUAL(out->closed_with, 4008u);
  CAF_CHECK_EQUAL(consumer->received.size(), 2u);
}

CAF_TEST(a mount with an envelope is refused in its envelope) {
  start({{0.001, 1}, 3, 2, std::chrono::seconds{30}},
        consumers::factory_of<consumers::multiplexer>(
            std::make_shared<const consumers::stream_map>()));
  frame("{}");
  frame(R"({"stream":"chats","payload":{"action":"send","request_id":"r1"}})");
  CAF_CHECK(out->frames.back().starts_with(
      R"({"stream":"chats","payload":{"action":"send","request_id":"r1","response_status":429)"));
}

CAF_TEST(what concerns another person alone is not found and nobody is asked) {
  const model::room_name alices{model::room_kind::user, 1};
  const model::room_name stranger{model::room_kind::user, 2};
  using codes = std::vector<model::ec>;
  CAF_CHECK(subscribe({{stranger}, {alices}, {stranger}}) ==
            (codes{model::ec::not_found, model::ec::none, model::ec::not_found}));
  CAF_CHECK_EQUAL(joins, 1);
  auto heard = model::ec::none;
  have([&](auto& layer, auto&) {
    layer.follow(
        {stranger}, [&](const auto& joined) { heard = code_of(joined); }, [](std::string_view) {});
  });
  consume_messages();
  CAF_CHECK(heard == model::ec::not_found);
  CAF_CHECK_EQUAL(joins, 1);
}

CAF_TEST(a room that was not found is not looked for again for some seconds) {
  using codes = std::vector<model::ec>;
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(subscribe({{other}}) == codes{model::ec::not_found});
  CAF_CHECK_EQUAL(joins, 1);
  advance_time(std::chrono::seconds{5});
  CAF_CHECK(subscribe({{other}}) == codes{model::ec::not_found});
  CAF_CHECK_EQUAL(joins, 2);
}

CAF_TEST(a subscription costs as many messages as it has rooms by twenties) {
  const auto shared =
      std::make_shared<allowance>(model::rate{0.001, 1'000}, allowance::clock::now());
  start({{0.001, 10}, 3, 1'000, std::chrono::seconds{30}, 1'000'000, {shared}});
  std::vector<consumers::room_position> rooms;
  for (std::int64_t id = 1; id <= 100; ++id)
    rooms.push_back({{model::room_kind::chat, 1'000 + id}});
  CAF_CHECK_EQUAL(subscribe(rooms).size(), 100u);
  CAF_MESSAGE("of ten one has gone for the frame and five for its rooms");
  consumer->received.clear();
  for (int i = 0; i < 5; ++i)
    frame("more");
  CAF_CHECK_EQUAL(consumer->received.size(), 4u);
  CAF_CHECK_EQUAL(shared->take_spent(), 6u + 4u);
}

CAF_TEST(commands refused together are told to come again one after the other) {
  start({{10, 1}, 3, 2, std::chrono::seconds{30}});
  frame("1");
  const auto told_to_wait = [this] {
    frame("{}");
    const auto& text = out->frames.back();
    return std::stoi(text.substr(text.find("\"retry_ms\":") + 11));
  };
  const auto first = told_to_wait();
  CAF_CHECK(first > 0);
  CAF_CHECK(told_to_wait() >= 2 * first - 10);
  CAF_CHECK(told_to_wait() >= 3 * first - 30);
}

CAF_TEST(connections that share an allowance are slowed together) {
  const auto shared = std::make_shared<allowance>(model::rate{1, 3}, allowance::clock::now());
  start({{1'000, 1'000}, 3, 2, std::chrono::seconds{30}, 1'000'000, {shared}});
  while (shared->spend(allowance::clock::now()) == std::chrono::milliseconds::zero())
    ;
  frame("one too many");
  CAF_REQUIRE(!out->frames.empty());
  CAF_CHECK_NOT_EQUAL(out->frames.back().find("too_many"), std::string::npos);
}

CAF_TEST(a client that sends too fast is not read until the time has passed) {
  start({{10, 1}, 3, 2, std::chrono::seconds{30}});
  frame("1");
  const auto before = in->granted;
  frame("too fast");
  CAF_CHECK_EQUAL(in->granted, before);
  sched.trigger_timeout();
  consume_messages();
  CAF_CHECK_EQUAL(in->granted, before + 1);
}

CAF_TEST(a connection has a number of rooms and a room that it left or may not see does not count) {
  std::vector<model::ec> heard;
  model::error refusal;
  const auto join = [&](std::vector<consumers::room_position> rooms) {
    heard.clear();
    have([&, rooms](auto& layer, auto&) {
      layer.subscribe(rooms, [&](const auto& outcomes) {
        for (const auto& [name, outcome] : outcomes) {
          heard.push_back(code_of(outcome));
          if (!outcome)
            refusal = outcome.error();
        }
      });
    });
    consume_messages();
  };
  const model::room_name second{model::room_kind::chat, 2};
  const model::room_name third{model::room_kind::chat, 3};
  using codes = std::vector<model::ec>;
  join({{other}, {room}, {second}, {third}});
  CAF_CHECK(heard.at(0) == model::ec::not_found);
  CAF_CHECK(heard.at(3) == model::ec::too_many);
  CAF_MESSAGE("waiting does not help");
  CAF_CHECK_EQUAL(model::retry_of(refusal).count(), 0);
  join({{second}});
  CAF_CHECK(heard == codes{model::ec::none});
  join({{room}, {third}});
  CAF_CHECK(heard == (codes{model::ec::none, model::ec::too_many}));
  have([&](auto& layer, auto&) { layer.unsubscribe({room}); });
  join({{third}});
  CAF_CHECK(heard == codes{model::ec::none});
}

CAF_TEST(a connection is not read while its commands pile up and then goes on as before) {
  const auto before = in->granted;
  for (int i = 0; i < 5; ++i)
    have_run(model::send_message{"hello"});
  CAF_MESSAGE("three commands may be under way");
  CAF_CHECK_EQUAL(in->granted, before + 2);
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 5u);
  CAF_CHECK_EQUAL(in->granted, before + 5);
}

CAF_TEST(questions wait until their answers have room in the outbox and writes do not ) {
  // Room for three pages of a list.
  start({{1, 1'000}, 64, 2, std::chrono::seconds{30}, 3 * page_bytes});
  answer = {'"' + std::string(page_bytes - 2, 'x') + '"'};
  for (int i = 0; i < 5; ++i)
    have_run(model::read_history{});
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 3u);
  have_run(model::send_message{"hello"});
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 4u);
  out->drain();
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 6u);
  CAF_MESSAGE("and what waits ends with its connection");
  for (int i = 0; i < 5; ++i)
    have_run(model::read_history{});
  tell(connection_closed{1001});
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(subscriptions under way count like commands) {
  const auto before = in->granted;
  for (int i = 0; i < 5; ++i)
    have([](auto& layer, auto&) { layer.subscribe({{room}, {other}}, [](const auto&) {}); });
  CAF_CHECK_EQUAL(in->granted, before + 2);
  consume_messages();
  CAF_CHECK_EQUAL(in->granted, before + 5);
}

CAF_TEST_FIXTURE_SCOPE_END()
