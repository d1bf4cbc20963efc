#define CAF_SUITE session
#include "actors/edge/session.hpp"

#include "tests/actors/edge/session_fixture.hpp"

#include <stdexcept>

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using namespace vestnik::actors::session_tests;

CAF_TEST_FIXTURE_SCOPE(session_tests, fixture)

CAF_TEST(each frame reaches the consumer and earns the connection another) {
  CAF_CHECK_EQUAL(consumer->connected, 1);
  const auto before = in->granted;
  CAF_CHECK(before > 0);
  frame("one");
  frame("two");
  CAF_CHECK(consumer->received == (std::vector<std::string>{"one", "two"}));
  CAF_CHECK_EQUAL(in->granted, before + 2);
}

CAF_TEST(a room that was left before its subscription was answered stays left) {
  std::vector<model::ec> heard;
  have([&](auto& layer, auto&) {
    layer.subscribe({{room, 5, {}}}, [&](const auto& outcomes) {
      for (const auto& [name, outcome] : outcomes)
        heard.push_back(code_of(outcome));
    });
    layer.unsubscribe({room});
  });
  consume_messages();
  CAF_CHECK(heard == std::vector{model::ec::none});
  CAF_CHECK(fanout.heard<fanout_join>().empty());

  CAF_MESSAGE("and one that was asked for again afterwards is joined once");
  have([&](auto& layer, auto&) {
    const auto ignore = [](const auto&) {};
    layer.subscribe({{room, 5, {}}}, ignore);
    layer.unsubscribe({room});
    layer.subscribe({{room, 7, {}}}, ignore);
  });
  consume_messages();
  CAF_CHECK_EQUAL(fanout.heard<fanout_join>().size(), 1u);
}

CAF_TEST(the reply to a subscription comes before its events) {
  bool replied = false;
  have([&](auto& layer, auto&) {
    layer.subscribe({{room, 5}, {other}}, [&](const auto& outcomes) {
      replied = true;
      CAF_MESSAGE("the fan-out has not been told yet");
      disallow((fanout_join), from(aut).to(fanout.handle));
      CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
      CAF_CHECK(outcomes[0].first == room);
      CAF_CHECK_EQUAL(outcomes[0].second->seq, 9u);
      CAF_CHECK_EQUAL(outcomes[0].second->from, 5u);
      CAF_CHECK(code_of(outcomes[1].second) == model::ec::not_found);
    });
  });
  CAF_CHECK(!replied);
  consume_messages();
  CAF_CHECK(replied);
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_join>().size(), 1u);
  const auto& join = fanout.heard<fanout_join>()[0];
  CAF_CHECK(join.room == room);
  CAF_CHECK_EQUAL(join.from, 5u);
  CAF_CHECK(join.out == out);
}

CAF_TEST(leaving rooms is told to the fan out) {
  have([](auto& layer, auto&) { layer.unsubscribe({room, other}); });
  consume_messages();
  CAF_CHECK_EQUAL(fanout.heard<fanout_leave>().size(), 2u);
}

CAF_TEST(an owner that was lost leaves the outcome of a write unknown but of no read) {
  refusal = caf::make_error(caf::sec::request_receiver_down);
  have_run(model::send_message{"hello"});
  have_run(model::read_history{});
  consume_messages();
  CAF_CHECK(out->frames == (std::vector<std::string>{"outcome_unknown", "unavailable"}));
}

CAF_TEST(a room that does not answer is given up) {
  model::ec heard = model::ec::none;
  have([&](auto& layer, auto&) {
    layer.subscribe({{room}},
                    [&](const auto& outcomes) { heard = code_of(outcomes.at(0).second); });
  });
  advance_time(std::chrono::seconds{29});
  CAF_CHECK(!allow((caf::error), from(_).to(aut)));
  CAF_CHECK(heard == model::ec::none);
  advance_time(std::chrono::seconds{1});
  expect((caf::error), from(_).to(aut));
  CAF_CHECK(heard == model::ec::unavailable);
}

CAF_TEST(a command without an answer for long is given up and the next ones are asked) {
  answers = answering::never;
  const auto asked_at = sys.clock().now();
  have_run(model::send_message{"hello"});
  have_run(model::read_history{});
  consume_messages();
  CAF_REQUIRE_EQUAL(commands.size(), 2u);
  for (const auto& each : commands)
    CAF_CHECK(each.until == model::deadline::after(std::chrono::seconds{30}, asked_at));
  advance_time(std::chrono::seconds{29});
  consume_messages();
  CAF_CHECK(out->frames.empty());
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(out->frames == (std::vector<std::string>{"outcome_unknown", "unavailable"}));
  answers = answering::at_once;
  have_run(model::read_history{});
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.back(), "{}");
}

CAF_TEST(a mail server may take longer than a room) {
  answers = answering::never;
  have_run(model::add_mail_account{});
  consume_messages();
  have_run(model::send_message{"hello"});
  consume_messages();
  advance_time(std::chrono::seconds{30});
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 1u);
  advance_time(std::chrono::seconds{119});
  consume_messages();
  CAF_CHECK_EQUAL(out->frames.size(), 1u);
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(out->frames == (std::vector<std::string>{"outcome_unknown", "outcome_unknown"}));
}

CAF_TEST(a connection that has closed is forgotten and its replies go nowhere) {
  have_run(model::send_message{"hello"});
  bool replied = false;
  have(
      [&](auto& layer, auto&) { layer.subscribe({{room}}, [&](const auto&) { replied = true; }); });
  say(self, aut, connection_closed{1001});
  expect((connection_closed), from(_).to(aut));
  consume_messages();
  CAF_CHECK_EQUAL(consumer->disconnected_with, 1001u);
  CAF_CHECK(out->frames.empty());
  CAF_CHECK(!replied);
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_forget>().size(), 1u);
  CAF_CHECK(fanout.heard<fanout_forget>()[0].out == out);
  CAF_CHECK(fanout.heard<fanout_join>().empty());
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a room that the consumer follows is told to it and not to the client) {
  std::vector<std::string> heard;
  have([&](auto& layer, auto&) {
    layer.follow(
        {room, std::nullopt},
        [&](const auto& joined) { heard.push_back(joined ? "joined" : "refused"); },
        [&](std::string_view frame) { heard.emplace_back(frame); });
  });
  consume_messages();
  CAF_CHECK(heard == std::vector<std::string>{"joined"});
  CAF_REQUIRE_EQUAL(fanout.heard<fanout_join>().size(), 1u);
  const auto join = fanout.heard<fanout_join>()[0];
  CAF_CHECK(join.room == room);
  CAF_CHECK_EQUAL(join.from, 9u);
  for (const auto* text : {"one", "two"})
    join.out->push(net::make_frame(net::frame_kind::text, text));
  consume_messages();
  CAF_CHECK(heard == (std::vector<std::string>{"joined", "one", "two"}));
  CAF_CHECK(out->frames.empty());
  CAF_MESSAGE("and if the room is lost the connection is closed to come again");
  join.out->close(4012, "lost");
  CAF_CHECK_EQUAL(out->closed_with, 4012u);
  CAF_MESSAGE("and with the connection it ends");
  say(self, aut, connection_closed{1001});
  consume_messages();
  CAF_CHECK_EQUAL(fanout.heard<fanout_forget>().size(), 2u);
  CAF_CHECK(fanout.heard<fanout_forget>().back().out == join.out);
  join.out->push(net::make_frame(net::frame_kind::text, "three"));
  consume_messages();
  CAF_CHECK_EQUAL(heard.size(), 3u);
}

CAF_TEST(a room that may not be seen is not followed) {
  auto heard = model::ec::none;
  have([&](auto& layer, auto&) {
    layer.follow(
        {other}, [&](const auto& joined) { heard = code_of(joined); }, [](std::string_view) {});
  });
  consume_messages();
  CAF_CHECK(heard == model::ec::not_found);
  CAF_CHECK(fanout.heard<fanout_join>().empty());
}

CAF_TEST(consumers wait until what they sent is on its way and are called in their order) {
  std::string called;
  const auto wait = [&](char name) {
    return [&called, name](auto&, auto& client) {
      client.when_flushed([&called, name] { called += name; });
    };
  };
  have(wait('a'));
  have(wait('b'));
  consumer->next = wait('c');
  say(self, aut, connection_frame{net::frame_kind::text, "act"});
  out->drain();
  CAF_MESSAGE("who asks before it hears that the queue has drained waits for the next time");
  consume_messages();
  CAF_CHECK_EQUAL(called, "ab");
  out->drain();
  consume_messages();
  CAF_CHECK_EQUAL(called, "abc");
}

CAF_TEST(a connection that closes before it was opened just ends) {
  auto shy = sys.spawn(session, directory, fanout.as<fanout_actor>(), groups_actor{},
                       change_hub_actor{}, consumers::scope{},
                       consumers::factory_of<acting_consumer>(consumer), session_limits{});
  say(self, shy, connection_closed{1006});
  consume_messages();
  CAF_CHECK(has_ended(shy));
  CAF_CHECK(fanout.heard<fanout_forget>().empty());
  CAF_CHECK_EQUAL(consumer->disconnected_with, 0u);
}

CAF_TEST(a connection that is to be closed before it was opened is closed when it opens) {
  end(aut);
  out = std::make_shared<fake_outbox>();
  aut = sys.spawn(session, directory, fanout.as<fanout_actor>(), groups_actor{}, change_hub_actor{},
                  consumers::scope{}, consumers::factory_of<acting_consumer>(consumer),
                  session_limits{});
  tell(socket_drain{std::chrono::milliseconds{100}});
  tell(connection_opened{out, in});
  CAF_CHECK_EQUAL(out->closed_with, 4012u);
}

CAF_TEST(a connection whose session breaks is closed and not left unread) {
  have(
      [](auto&, auto& client) { client.when_flushed([] { throw std::runtime_error("broken"); }); });
  out->drain();
  consume_messages();
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(out->closed_with, 4000u);
}

CAF_TEST(whoever waits for an answer when a session breaks off cannot say anything any more) {
  answers = answering::never;
  have([](auto& layer, auto& client) {
    const std::shared_ptr<void> last_words{nullptr, [&client](void*) { client.send("too late"); }};
    layer.command({alice, room, "op", model::send_message{"hello"}}, [last_words](const auto&) {});
  });
  consume_messages();
  caf::anon_send_exit(aut, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK(has_ended(aut));
  CAF_CHECK_EQUAL(out->closed_with, 4000u);
  CAF_CHECK(out->frames.empty());
}

CAF_TEST(the end of the session closes for good) {
  tell(session_end{alice, {}});
  CAF_CHECK_EQUAL(out->closed_with, 4501u);
}

CAF_TEST(a node that stops sends its clients elsewhere) {
  tell(socket_drain{std::chrono::milliseconds{100}});
  CAF_CHECK_EQUAL(out->closed_with, 4012u);
  CAF_CHECK_EQUAL(out->reason, R"({"code":"unavailable","retry_ms":100})");
}

CAF_TEST_FIXTURE_SCOPE_END()
