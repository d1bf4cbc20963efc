#define CAF_SUITE own_rooms
#include "actors/rooms/own_rooms.hpp"

#include "actors/store/lateness.hpp"
#include "tests/actors/rooms/own_rooms_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

CAF_TEST_FIXTURE_SCOPE(own_rooms_tests, actors::own_rooms_tests::fixture)

using namespace vestnik::actors::own_rooms_tests;

CAF_TEST(every room has one owner that is made when first asked for) {
  CAF_CHECK((made) == (0));
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
  CAF_CHECK((who_owns(user)) == ("user:1 1"));
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
}

CAF_TEST(a stranger hears that there is no such room and no owner is made) {
  for (const auto room : {chat, user, account}) {
    CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{stranger, room, {}, {}})) ==
              model::ec::not_found);
    CAF_CHECK(code_of(ask<room_joined>(aut, room_join{stranger, room, 5, {}})) ==
              model::ec::not_found);
  }
  CAF_CHECK_EQUAL(made, 0);
  CAF_CHECK_EQUAL(looks, 4);
  CAF_MESSAGE("an owner that is there judges for itself");
  CAF_CHECK_EQUAL(who_owns(chat), "chat:42 0");
  looks = 0;
  CAF_CHECK(ask<model::json_text>(aut, model::command{stranger, chat, {}, {}}).has_value());
  CAF_CHECK_EQUAL(looks, 0);
}

CAF_TEST(what a person says while the room is looked up arrives behind it in order) {
  question<model::json_text> first{sys, aut, model::command{alice, chat, {}, {}}};
  question<room_joined> second{sys, aut, room_join{alice, chat, 5, {}}};
  question<model::json_text> foreign{sys, aut, model::command{stranger, chat, {}, {}}};
  expect((model::command), from(_).to(aut));
  expect((storage::may_see), from(aut).to(reader));
  expect((room_join), from(_).to(aut));
  expect((model::command), from(_).to(aut));
  expect((bool), from(reader).to(aut));
  expect((model::command), from(_).to(owners[chat]));
  expect((room_join), from(_).to(owners[chat]));
  consume_messages();
  CAF_CHECK(must(first.answer()).text == "chat:42 0");
  CAF_CHECK(must(second.answer()).seq == 5u);
  CAF_CHECK(code_of(foreign.answer()) == model::ec::not_found);
}

CAF_TEST(a database that cannot tell whose a room is refuses and is asked anew) {
  refusal = model::error{model::ec::unavailable, "the database is away"};
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{alice, chat, {}, {}})) ==
            model::ec::unavailable);
  CAF_CHECK_EQUAL(made, 0);
  refusal.reset();
  CAF_CHECK_EQUAL(who_owns(chat), "chat:42 0");
}

CAF_TEST(a room is not looked up for whoever would not wait for the store) {
  model::command command{alice, chat, {}, {}};
  command.until = model::deadline::after(store_patience, sys.clock().now());
  CAF_CHECK(code_of(ask<model::json_text>(aut, command)) == model::ec::unavailable);
  room_join join{alice, chat, 5, {}};
  join.until = command.until;
  CAF_CHECK(code_of(ask<room_joined>(aut, join)) == model::ec::unavailable);
  CAF_CHECK_EQUAL(looks, 0);
  CAF_CHECK_EQUAL(made, 0);
}

CAF_TEST(a room that moves while it is looked up is refused) {
  question<model::json_text> late{sys, aut, model::command{alice, account, {}, {}}};
  expect((model::command), from(_).to(aut));
  say(self, aut, chats());
  expect((room_share), from(_).to(aut));
  consume_messages();
  CAF_CHECK(code_of(late.answer()) == model::ec::unavailable);
  CAF_CHECK_EQUAL(made, 0);
}

CAF_TEST(a collection is asked by its node and needs no look) {
  CAF_CHECK_EQUAL(must(ask<model::json_text>(aut, model::command{{}, objects, {}, {}})).text,
                  "collection:5 0");
  CAF_CHECK_EQUAL(looks, 0);
}

CAF_TEST(a message to a room reaches its owner) {
  CAF_CHECK((ask<room_joined>(aut, room_join{alice, chat, 5, {}})->seq) == (5u));
  CAF_CHECK((*ask<std::uint64_t>(aut, room_follow{chat})) == (7u));
  CAF_CHECK((ask<room_page>(aut, room_read{chat, 0, 2, 2})->events.size()) == (2u));
  CAF_CHECK(ask<std::monostate>(aut, session_attach{model::user_id{1}, {}, {}}).has_value());
  say(self, aut, room_unfollow{chat});
  say(self, aut, room_notice{chat, room_notice::chat_opened{}});
  say(self, aut, atom::wake::value, chat);
  consume_messages();
  std::sort(heard.begin(), heard.end());
  CAF_CHECK(heard == (std::vector<std::string>{"notice", "unfollow", "wake"}));
  CAF_CHECK((made) == (2));
}

CAF_TEST(an owner that has ended is forgotten and made anew for the next who asks) {
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
  CAF_CHECK((who_owns(user)) == ("user:1 1"));
  end(owners[chat]);
  CAF_CHECK((who_owns(chat)) == ("chat:42 2"));
  CAF_CHECK((who_owns(user)) == ("user:1 1"));
}

CAF_TEST(a command to an owner that ends has an unknown outcome) {
  (void)who_owns(chat);
  caf::anon_send_exit(owners[chat], caf::exit_reason::user_shutdown);
  question<model::json_text> late{sys, aut, model::command{alice, chat, {}, {}}};
  CAF_MESSAGE("the directory does not know yet");
  expect((model::command), from(_).to(aut));
  consume_messages();
  CAF_CHECK(code_of(late.answer()) == model::ec::outcome_unknown);
}

CAF_TEST(a room that nobody has used for a while is unloaded and comes back when asked for) {
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
  pass();
  CAF_CHECK_EQUAL(questions, 0);
  pass();
  CAF_CHECK_EQUAL(questions, 1);
  CAF_CHECK(heard == std::vector<std::string>{"end"});
  pass();
  CAF_CHECK_EQUAL(questions, 1);
  CAF_CHECK((who_owns(chat)) == ("chat:42 1"));
}

CAF_TEST(a room that is used or says that it is busy stays) {
  (void)who_owns(chat);
  pass();
  (void)who_owns(chat);
  pass();
  CAF_CHECK_EQUAL(questions, 0);
  now = activity::busy;
  pass();
  CAF_CHECK_EQUAL(questions, 1);
  CAF_CHECK(heard.empty());
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
}

CAF_TEST(a room to which something is said while it is asked stays) {
  (void)who_owns(chat);
  pass();
  sched.advance_time(idle);
  expect((atom::sweep), from(aut).to(aut));
  question<model::json_text> late{sys, aut, model::command{alice, chat, {}, {}}};
  consume_messages();
  CAF_CHECK_EQUAL(questions, 1);
  CAF_CHECK(heard.empty());
  CAF_CHECK((late.answer()->text) == ("chat:42 0"));
}

CAF_TEST(a room that somebody follows is not even asked) {
  say(self, aut, room_follow{chat});
  pass();
  pass();
  CAF_CHECK_EQUAL(questions, 0);
  CAF_MESSAGE("who follows twice leaves once");
  say(self, aut, room_follow{chat});
  say(self, aut, room_unfollow{chat});
  pass();
  CAF_CHECK_EQUAL(questions, 0);
  pass();
  CAF_CHECK_EQUAL(questions, 1);
}

CAF_TEST(of many idle rooms few are looked at in one turn and others are heard in between) {
  constexpr int many = 1'000;
  for (int id = 1; id <= many; ++id)
    (void)who_owns({model::room_kind::chat, id});
  pass();
  now = activity::busy;
  sched.advance_time(idle);
  expect((atom::sweep), from(aut).to(aut));
  question<model::json_text> other{sys, aut, model::command{alice, user, {}, {}}};
  while (!other.is_answered())
    CAF_REQUIRE(sched.try_run_once());
  CAF_CHECK(questions < many / 4);
  consume_messages();
  CAF_MESSAGE("each of them once in a round");
  CAF_CHECK_EQUAL(questions, many);
  pass();
  CAF_CHECK_EQUAL(questions, 2 * many);
}

CAF_TEST(an unfollow loads no owner) {
  say(self, aut, room_unfollow{chat});
  consume_messages();
  CAF_CHECK_EQUAL(made, 0);
}

CAF_TEST(a room of another node is refused and not loaded) {
  (void)must(ask<std::monostate>(aut, chats()));
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{alice, user, {}, {}})) ==
            model::ec::unavailable);
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{alice, user, 5, {}})) ==
            model::ec::unavailable);
  CAF_CHECK(code_of(ask<std::uint64_t>(aut, room_follow{user})) == model::ec::unavailable);
  CAF_CHECK(code_of(ask<room_page>(aut, room_read{user, 0, 2, 2})) == model::ec::unavailable);
  CAF_CHECK(code_of(ask<std::monostate>(aut, session_attach{model::user_id{1}, {}, {}})) ==
            model::ec::unavailable);
  say(self, aut, room_notice{user, room_notice::chat_opened{}});
  say(self, aut, atom::wake::value, user);
  say(self, aut, room_unfollow{user});
  consume_messages();
  CAF_CHECK_EQUAL(made, 0);
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
}

CAF_TEST(a notice for a room of another node is lost and who sent it lives on) {
  say(self, aut, chats());
  say(former.handle, aut, room_notice{user, room_notice::chat_opened{}});
  consume_messages();
  CAF_CHECK(heard.empty());
  CAF_CHECK(!has_ended(former.handle));
}

CAF_TEST(rooms that belong to another node are handed over and the others stay) {
  (void)who_owns(chat);
  (void)who_owns(user);
  (void)must(ask<std::monostate>(aut, chats()));
  CAF_CHECK(heard == std::vector<std::string>{"hand over user:1 1"});
  CAF_CHECK((who_owns(chat)) == ("chat:42 0"));
}

CAF_TEST(rooms are handed over only when the last of their owners says so or has ended) {
  (void)who_owns(user);
  (void)who_owns(account);
  question<std::monostate> mover{sys, aut, chats()};
  expect((room_share), from(_).to(aut));
  expect((atom::hand_over), from(aut).to(owners[user]));
  expect((std::monostate), from(owners[user]).to(aut));
  CAF_CHECK(!mover.is_answered());
  end(owners[account]);
  CAF_CHECK(mover.answer().has_value());
}

CAF_TEST(the log tells in one line how many rooms are handed over) {
  const consumers::captured_log captured;
  for (const auto room : {chat, user, account})
    (void)who_owns(room);
  (void)must(ask<std::monostate>(aut, chats()));
  CAF_CHECK(captured.has("2 of 3 loaded rooms belong to other nodes now and are handed over\n"));
  CAF_CHECK(captured.has("all rooms of other nodes are handed over\n"));
  CAF_CHECK(!captured.has("user:1"));
}

CAF_TEST(leaving waits also for rooms whose handing over has begun before) {
  (void)who_owns(user);
  question<std::monostate> first{sys, aut, chats()};
  expect((room_share), from(_).to(aut));
  question<std::monostate> second{sys, aut, room_share{[](model::room_name) { return false; }}};
  expect((room_share), from(_).to(aut));
  CAF_CHECK(!second.is_answered());
  consume_messages();
  CAF_CHECK(first.answer().has_value());
  CAF_CHECK(second.answer().has_value());
}

CAF_TEST(a room that comes back has a new owner) {
  (void)who_owns(user);
  (void)must(ask<std::monostate>(aut, chats()));
  (void)must(ask<std::monostate>(aut, room_share{[](model::room_name) { return true; }}));
  CAF_CHECK((who_owns(user)) == ("user:1 1"));
}

CAF_TEST(a room that another node took over meanwhile has a new owner and the others stay) {
  CAF_CHECK_EQUAL(who_owns(chat), "chat:42 0");
  CAF_CHECK_EQUAL(who_owns(user), "user:1 1");
  CAF_CHECK_EQUAL(who_owns(account), "mailbox:7 2");
  const room_share all{[](model::room_name) { return true; }};
  lost = chat;
  CAF_CHECK(ask<std::monostate>(aut, all).has_value());
  consume_messages();
  CAF_CHECK(heard == (std::vector<std::string>{"hand over chat:42 0"}));
  lost = account;
  CAF_CHECK(ask<std::monostate>(aut, all).has_value());
  consume_messages();
  CAF_CHECK_EQUAL(heard.back(), "hand over mailbox:7 2");
  CAF_MESSAGE("a mailbox is loaded at once");
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(heard.back(), "wake");
  CAF_CHECK_EQUAL(who_owns(chat), "chat:42 4");
  CAF_CHECK_EQUAL(who_owns(user), "user:1 1");
}

CAF_TEST(a mailbox that is lost is loaded again but not where it does not belong) {
  say(self, aut, atom::wake::value, account);
  consume_messages();
  end(owners[account]);
  sched.advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(made, 2);
  end(owners[account]);
  (void)must(ask<std::monostate>(aut, chats()));
  sched.advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(made, 2);
}

CAF_TEST(a mailbox that comes back follows its server when the owner before has let it go) {
  say(self, aut, atom::wake::value, account);
  consume_messages();
  auto before = owners[account];
  question<std::monostate> mover{sys, aut, chats()};
  expect((room_share), from(_).to(aut));
  say(self, aut, room_share{[](model::room_name) { return true; }});
  expect((room_share), from(_).to(aut));
  say(self, aut, atom::wake::value, account);
  expect((atom::wake, model::room_name), from(_).to(aut));
  CAF_CHECK_EQUAL(made, 1);
  consume_messages();
  sched.advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK_EQUAL(made, 2);
  end(before);
}

CAF_TEST(once all others are handed over it is told which rooms stay) {
  (void)who_owns(user);
  question<std::monostate> mover{sys, aut, chats()};
  expect((room_share), from(_).to(aut));
  CAF_CHECK(former.heard<room_share>().empty());
  consume_messages();
  CAF_REQUIRE_EQUAL(former.heard<room_share>().size(), 1u);
  CAF_CHECK(!former.heard<room_share>().front().stays(user));
  CAF_MESSAGE("also when there is none");
  (void)must(ask<std::monostate>(aut, chats()));
  CAF_CHECK_EQUAL(former.heard<room_share>().size(), 2u);
}

CAF_TEST(the owners end with the directory of own rooms) {
  (void)who_owns(chat);
  (void)who_owns(user);
  end(aut);
  CAF_CHECK(has_ended(owners[chat]));
  CAF_CHECK(has_ended(owners[user]));
}

CAF_TEST_FIXTURE_SCOPE_END()
