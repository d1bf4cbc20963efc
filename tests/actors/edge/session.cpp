#define CAF_SUITE session
#include "actors/edge/session.hpp"

#include "tests/actors/acting_consumer.hpp"
#include "tests/support/fake_credit.hpp"
#include "tests/support/fake_outbox.hpp"

#include <optional>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace session_tests {

constexpr model::user_id alice{1};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::room_name other{model::room_kind::chat, 43};

/// Alice's connection. The directory answers when the test lets it.
struct fixture : actor_fixture {
  fixture() {
    directory = spawn_fake<directory_actor>(
        sys,
        [this](const model::command&) -> caf::result<model::json_text> {
          if (refusal)
            return *refusal;
          return model::json_text{"{}"};
        },
        [](const room_join& request) -> caf::result<room_joined> {
          if (request.room == other)
            return to_caf({model::ec::not_found, "no such room"});
          return room_joined{9,  "log", request.seq.value_or(9), room_joined::position::known,
                             {}, {}};
        });
    start({{1, 1'000}, 3, 2, std::chrono::seconds{30}});
  }

  ~fixture() { end(aut, directory, fanout.handle); }

  void start(session_limits limits) {
    end(aut);
    aut =
        sys.spawn(session, directory, fanout.as<fanout_actor>(), groups_actor{}, change_hub_actor{},
                  consumers::scope{{alice, {}, "alice", "Alice"}, {}, {}, {}, {}},
                  consumers::factory_of<acting_consumer>(consumer), limits);
    tell(connection_opened{out, in});
  }

  template <class Message>
  void tell(Message message) {
    say(self, aut, std::move(message));
    consume_messages();
  }

  void frame(const std::string& text) { tell(connection_frame{net::frame_kind::text, text}); }

  /// Has the consumer do this at its next frame, which comes now. What follows does not
  /// happen yet.
  void have(act message) {
    consumer->next = std::move(message);
    say(self, aut, connection_frame{net::frame_kind::text, "act"});
    expect((connection_frame), from(_).to(aut));
  }

  /// Has a command run whose outcome is sent as a frame.
  void have_run(const model::command_body& body) {
    have([body](auto& layer, auto& client) {
      layer.command({alice, room, "op", body}, [&client](const auto& outcome) {
        client.send(outcome ? outcome->text
                            : std::string{model::traits_of(outcome.error().code).name});
      });
    });
  }

  std::optional<caf::error> refusal;
  std::shared_ptr<acting_consumer::notes> consumer = std::make_shared<acting_consumer::notes>();
  std::shared_ptr<fake_outbox> out = std::make_shared<fake_outbox>();
  std::shared_ptr<fake_credit> in = std::make_shared<fake_credit>();
  directory_actor directory;
  witness<fanout_join, fanout_leave, fanout_forget> fanout{sys};
  session_actor aut;
};

} // namespace session_tests

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

CAF_TEST(a client that sends too much is refused and then closed to come again later) {
  start({{0.001, 2}, 3, 2, std::chrono::seconds{30}});
  consumer->received.clear();
  frame("1");
  frame("2");
  frame(R"({"stream":"chats","payload":{"action":"send","request_id":"r1"}})");
  CAF_CHECK_EQUAL(consumer->received.size(), 2u);
  CAF_REQUIRE_EQUAL(out->frames.size(), 1u);
  CAF_CHECK_NOT_EQUAL(out->frames[0].find(R"("response_status":429)"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(out->frames[0].find(R"("request_id":"r1")"), std::string::npos);
  CAF_CHECK_EQUAL(out->closed_with, 0u);
  for (int i = 0; i < 63; ++i)
    frame("more");
  CAF_CHECK_EQUAL(out->closed_with, 0u);
  frame("one too many");
  CAF_CHECK_EQUAL(out->closed_with, 4008u);
  CAF_CHECK_EQUAL(consumer->received.size(), 2u);
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
  start({{1'000, 1'000}, 3, 2, std::chrono::seconds{30}, {shared}});
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

CAF_TEST(subscriptions under way count like commands) {
  const auto before = in->granted;
  for (int i = 0; i < 5; ++i)
    have([](auto& layer, auto&) { layer.subscribe({{room}, {other}}, [](const auto&) {}); });
  CAF_CHECK_EQUAL(in->granted, before + 2);
  consume_messages();
  CAF_CHECK_EQUAL(in->granted, before + 5);
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
