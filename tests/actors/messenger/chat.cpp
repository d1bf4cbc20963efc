#define CAF_SUITE chat
#include "actors/messenger/chat.hpp"

#include "actors/rooms/read_answer.hpp"

#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

namespace chat_tests {

constexpr model::chat_id id{42};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::user_id carol{3};

model::command message(model::user_id user, std::string op, std::string text) {
  return {user, room, std::move(op), model::send_message{std::move(text), 0, 0}};
}

model::command history(model::user_id user, std::uint64_t before, std::uint32_t limit) {
  return {user, room, {}, model::read_history{before, 0, 0, limit}};
}

model::command read(model::user_id user, std::uint64_t seq) {
  return {user, room, {}, model::mark_read{seq}};
}

using failure = storage::test::failing_database::failure;

boost::json::value json_text(const char* text) { return boost::json::parse(text); }

/// A dialog of alice and boris. Its log begins with `chat.created`.
struct fixture : actor_fixture {
  fixture() {
    db.person(1, "alice");
    db.person(2, "boris");
    db.person(3, "carol");
    db.commit(storage::open_dialog{id, alice, boris, at(1)});
    aut = spawn(id);
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, relay.handle, directory.handle); }

  room_actor spawn(model::chat_id of) {
    return sys.spawn(chat, of, db.handles, directory.as<directory_actor>(), ids,
                     room_settings{"n1", {}}, chat_limits{100, 3, 5});
  }

  auto& published() { return relay.heard<publication>(); }

  actor_store db{sys};
  store_writer_actor writer = db.handles.writer;
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  witness<publication, std::uint64_t> relay{sys};
  witness<room_notice> directory{sys};
  room_actor aut;
};

} // namespace chat_tests

CAF_TEST_FIXTURE_SCOPE(chat_tests, fixture)

CAF_TEST(a message is stored before its sender is answered and before anybody hears of it) {
  question<model::json_text> sender{sys, aut, message(alice, "op-1", "hello")};
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  CAF_CHECK(!sender.is_answered());
  disallow((publication), from(aut).to(relay.handle));
  db.run_commit(sched);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 2u);
  CAF_CHECK(!sender.is_answered());
  disallow((publication), from(aut).to(relay.handle));
  expect((storage::append::result_type), from(writer).to(aut));
  disallow((publication), from(aut).to(relay.handle));
  CAF_CHECK(sender.is_answered());
  expect((atom::flush), from(aut).to(aut));
  expect((publication), from(aut).to(relay.handle));
  const auto answer = json_of(sender.answer());
  CAF_CHECK_EQUAL(answer.at("seq").to_number<int>(), 2);

  CAF_MESSAGE("what is heard is what is stored and what was answered");
  const auto& event = *published().at(0).events.at(0);
  CAF_CHECK(db.log_of(room).at(1).data == event.data);
  CAF_CHECK_EQUAL(event.seq, 2u);
  const auto data = boost::json::parse(event.data);
  CAF_CHECK(data.at("id") == answer.at("id"));
  CAF_CHECK(data.at("text").as_string() == "hello");
  CAF_CHECK(data.at("author").as_string() == "1");
  CAF_CHECK(data.at("op").as_string() == "op-1");
}

CAF_TEST(a chat neither shows itself to strangers nor takes their messages) {
  CAF_CHECK(code_of(ask<model::json_text>(aut, message(carol, "op", "hi"))) ==
            model::ec::not_found);
  CAF_CHECK(code_of(ask<model::json_text>(aut, history(carol, 0, 3))) == model::ec::not_found);
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{carol, room, 0, {}})) == model::ec::not_found);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 1u);
}

CAF_TEST(a repeated operation gives the first result and nobody hears of it again) {
  const auto first = json_of(ask<model::json_text>(aut, message(alice, "op-1", "hello")));
  const auto again = json_of(ask<model::json_text>(aut, message(alice, "op-1", "hello")));
  CAF_CHECK(first == again);
  CAF_CHECK_EQUAL(published().size(), 1u);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 2u);
  CAF_MESSAGE("the same op of somebody else is another operation");
  CAF_CHECK(json_of(ask<model::json_text>(aut, message(boris, "op-1", "hello"))) != first);
}

CAF_TEST(marks of reading are told and kept and the highest counts) {
  (void)ask<model::json_text>(aut, message(alice, "op-1", "hello"));
  published().clear();
  CAF_CHECK(json_of(ask<model::json_text>(aut, read(boris, 2))) ==
            json_text(R"({"seq":2,"unread":0,"mentions":0,"head":2})"));
  CAF_MESSAGE("the reader's own room is told of what is unread now");
  CAF_REQUIRE_EQUAL(directory.heard<room_notice>().size(), 1u);
  CAF_CHECK(directory.heard<room_notice>()[0].room == model::room_of(boris));
  CAF_CHECK(boost::json::parse(
                std::get<room_notice::chat_counted>(directory.heard<room_notice>()[0].news).data) ==
            json_text(R"({"seq":2,"unread":0,"mentions":0,"head":2,"chat":"42"})"));
  CAF_REQUIRE_EQUAL(published().size(), 1u);
  const auto& event = *published().at(0).events.at(0);
  CAF_CHECK(event.kind == model::event_kind::chat_read);
  CAF_CHECK_EQUAL(event.seq, 0u);
  CAF_CHECK(event.data == R"({"user":"2","seq":2})");
  CAF_MESSAGE("nobody hears of a lower mark, and none is beyond the newest event");
  CAF_CHECK(json_of(ask<model::json_text>(aut, read(boris, 1))).at("seq").as_int64() == 2);
  CAF_CHECK(json_of(ask<model::json_text>(aut, read(boris, 999))).at("seq").as_int64() == 2);
  CAF_CHECK_EQUAL(published().size(), 1u);
  CAF_MESSAGE("who joins gets all marks, also after a restart");
  const std::string marks = R"({"read":{"1":0,"2":2}})";
  CAF_CHECK(must(ask<room_joined>(aut, room_join{alice, room, 2, {}})).state == marks);
  auto next = spawn(id);
  consume_messages();
  CAF_CHECK(must(ask<room_joined>(next, room_join{alice, room, 2, {}})).state == marks);
  end(next);
}

CAF_TEST(who follows again after an owner was lost hears of marks that it told nobody of) {
  (void)ask<model::json_text>(aut, message(alice, "op-1", "hello"));
  (void)ask<model::json_text>(aut, read(boris, 2));
  auto next = spawn(id);
  consume_messages();
  witness<publication, std::uint64_t> other{sys};
  say(other.handle, next, room_follow{room});
  consume_messages();
  CAF_MESSAGE("who begins to follow has subscribers who were told when they joined");
  CAF_CHECK(other.heard<publication>().empty());
  say(other.handle, next, room_follow{room, room_follow::cause::owner_lost});
  consume_messages();
  CAF_REQUIRE_EQUAL(other.heard<publication>().size(), 1u);
  const auto& marks = other.heard<publication>()[0].events;
  CAF_REQUIRE_EQUAL(marks.size(), 1u);
  CAF_CHECK(marks[0]->kind == model::event_kind::chat_read);
  CAF_CHECK(marks[0]->data == R"({"user":"2","seq":2})");
  CAF_MESSAGE("but of no mark that is so old that its owner has told it");
  db.change(storage::statement{"UPDATE chat_members SET read_at = 1"});
  auto third = spawn(id);
  consume_messages();
  say(other.handle, third, room_follow{room, room_follow::cause::owner_lost});
  consume_messages();
  CAF_CHECK_EQUAL(other.heard<publication>().size(), 1u);
  end(next, third, other.handle);
}

CAF_TEST(an owner knows who was removed while it took the room over) {
  auto next = spawn(id);
  sched.run_once();
  expect((storage::members_of_chat), from(next).to(db.handles.readers.front()));
  // It waits for the room, of whose change the former owner is told by then.
  db.change(storage::statement{"DELETE FROM chat_members WHERE user_id = 2"});
  consume_messages();
  CAF_CHECK(code_of(ask<model::json_text>(next, message(boris, "op-1", "hi"))) ==
            model::ec::not_found);
  CAF_CHECK(ask<model::json_text>(next, message(alice, "op-2", "hi")).has_value());
  end(next);
}

CAF_TEST(a mark that was kept though its answer was lost is marks) {
  (void)ask<model::json_text>(aut, message(alice, "op-1", "hello"));
  published().clear();
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::kept}};
  CAF_CHECK(code_of(ask<model::json_text>(aut, read(boris, 2))) == model::ec::outcome_unknown);
  CAF_REQUIRE_EQUAL(published().size(), 1u);
  CAF_CHECK(published().at(0).events.at(0)->data == R"({"user":"2","seq":2})");
  CAF_MESSAGE("and of one that is gone nobody hears");
  published().clear();
  *db.commits = {failure{model::ec::outcome_unknown, failure::end::undone}};
  CAF_CHECK(code_of(ask<model::json_text>(aut, read(alice, 1))) == model::ec::outcome_unknown);
  CAF_CHECK(published().empty());
}

CAF_TEST(that somebody is writing is told and forgotten) {
  CAF_CHECK(
      ask<model::json_text>(aut, model::command{alice, room, {}, model::typing{}}).has_value());
  CAF_CHECK(published().at(0).events.at(0)->kind == model::event_kind::chat_typing);
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{carol, room, {}, model::typing{}})) ==
            model::ec::not_found);
  CAF_CHECK_EQUAL(db.log_of(room).size(), 1u);
}

CAF_TEST(texts have limits) {
  for (const auto& bad : {std::string{}, std::string(101, 'x')}) {
    const auto refused = ask<model::json_text>(aut, message(alice, "op", bad));
    CAF_CHECK(code_of(refused) == model::ec::invalid);
    CAF_CHECK_EQUAL(refused.error().field, "text");
  }
  CAF_CHECK(ask<model::json_text>(aut, message(alice, "op", std::string(100, 'x'))).has_value());
}

CAF_TEST(history comes in pages from the newest on) {
  for (int i = 1; i <= 4; ++i)
    (void)ask<model::json_text>(aut, message(alice, fmt::format("op-{}", i), fmt::format("{}", i)));
  const auto newest = json_of(ask<model::json_text>(aut, history(boris, 0, 3)));
  CAF_CHECK_EQUAL(newest.at("messages").as_array().size(), 3u);
  CAF_CHECK(newest.at("messages").at(0).at("text").as_string() == "4");
  CAF_CHECK(newest.at("more").as_bool());
  const auto oldest = json_of(ask<model::json_text>(aut, history(boris, 3, 3)));
  CAF_CHECK_EQUAL(oldest.at("messages").as_array().size(), 1u);
  CAF_CHECK(!oldest.at("more").as_bool());
  CAF_MESSAGE("a page is never larger than allowed and exactly filled is not more");
  const auto capped = json_of(ask<model::json_text>(aut, history(boris, 0, 1000)));
  CAF_CHECK_EQUAL(capped.at("messages").as_array().size(), 3u);
  CAF_CHECK(!json_of(ask<model::json_text>(aut, history(boris, 5, 3))).at("more").as_bool());
}

CAF_TEST(a member follows from its own position and catches up from the log) {
  (void)ask<model::json_text>(aut, message(alice, "op-1", "hello"));
  const auto joined = must(ask<room_joined>(aut, room_join{boris, room, 1, {}}));
  CAF_CHECK_EQUAL(joined.seq, 2u);
  CAF_CHECK_EQUAL(joined.from, 1u);
  CAF_MESSAGE("the oldest event is not in memory and comes from the storage");
  const auto page = must(ask<room_page>(aut, room_read{room, 0, 2, 100}));
  CAF_CHECK_EQUAL(page.events.size(), 2u);
  CAF_CHECK_EQUAL(must(ask<room_page>(aut, room_read{room, 1, 2, 100})).events.at(0)->seq, 2u);
}

CAF_TEST(a relay that has unfollowed hears nothing and one that follows twice hears once) {
  say(relay.handle, aut, room_follow{room});
  (void)ask<model::json_text>(aut, message(alice, "op-1", "one"));
  CAF_CHECK_EQUAL(published().size(), 1u);
  say(relay.handle, aut, room_unfollow{room});
  (void)ask<model::json_text>(aut, message(alice, "op-2", "two"));
  CAF_CHECK_EQUAL(published().size(), 1u);
}

CAF_TEST(a chat does not do what others do) {
  CAF_CHECK(code_of(ask<model::json_text>(aut, model::command{alice, room, {}, {}})) ==
            model::ec::unknown_action);
}

CAF_TEST(a chat that does not exist tells those who wait and then ends) {
  const auto nobody = spawn(model::chat_id{43});
  question<model::json_text> reader{sys, nobody, history(alice, 0, 3)};
  question<room_joined> subscriber{sys, nobody, room_join{alice, room, 0, {}}};
  question<std::uint64_t> follower{sys, nobody, room_follow{room}};
  question<room_page> latecomer{sys, nobody, room_read{room, 0, 1, 1}};
  consume_messages();
  CAF_CHECK(code_of(reader.answer()) == model::ec::not_found);
  CAF_CHECK(code_of(subscriber.answer()) == model::ec::not_found);
  CAF_CHECK(code_of(follower.answer()) == model::ec::not_found);
  CAF_CHECK(code_of(latecomer.answer()) == model::ec::not_found);
  CAF_CHECK(!has_ended(nobody));
  advance_time(std::chrono::seconds{1});
  consume_messages();
  CAF_CHECK(has_ended(nobody));
}

CAF_TEST(an owner whose token is stale stores nothing and tells all who wait and ends) {
  db.usurp(room);
  question<model::json_text> first{sys, aut, message(alice, "op-1", "one")};
  question<model::json_text> second{sys, aut, message(boris, "op-2", "two")};
  expect((model::command), from(_).to(aut));
  expect((model::command), from(_).to(aut));
  expect((atom::flush), from(aut).to(aut));
  expect((storage::append), from(aut).to(writer));
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::stale_token);
  CAF_CHECK(code_of(second.answer()) == model::ec::stale_token);
  CAF_CHECK(published().empty());
  CAF_CHECK_EQUAL(db.log_of(room).size(), 1u);
  CAF_CHECK(has_ended(aut));
}

CAF_TEST(a page of history ends early where its messages are long and the next one goes on) {
  const chat_limits limits;
  auto patient = sys.spawn(chat, id, db.handles, directory.as<directory_actor>(), ids,
                           room_settings{"n1", {}}, limits);
  for (int i = 0; i < 4; ++i)
    must(ask<model::json_text>(
        patient, message(alice, "op-" + std::to_string(i), std::string(limits.text, '\x01'))));
  std::vector<std::uint64_t> seen;
  std::uint64_t before = 0;
  for (const bool more : {true, false}) {
    const auto text = must(ask<model::json_text>(patient, history(alice, before, 200))).text;
    CAF_CHECK(text.size() <= page_bytes + 1'000);
    const auto page = boost::json::parse(text);
    CAF_CHECK_EQUAL(page.at("more").as_bool(), more);
    for (const auto& each : page.at("messages").as_array())
      seen.push_back(before = each.at("seq").to_number<std::uint64_t>());
  }
  CAF_CHECK(seen == (std::vector<std::uint64_t>{5, 4, 3, 2}));
  end(patient);
}

CAF_TEST_FIXTURE_SCOPE_END()
