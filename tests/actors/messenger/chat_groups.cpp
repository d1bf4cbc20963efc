#define CAF_SUITE chat_groups
#include "actors/messenger/chat.hpp"

#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

// Groups, and what members do to messages.

namespace chat_groups_tests {

namespace json = boost::json;

constexpr model::chat_id id{42};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::user_id carol{3};
constexpr model::user_id dora{4};

/// A group of alice, its owner, boris and carol. Its log begins with `chat.created`.
struct fixture : actor_fixture {
  fixture() {
    for (const auto* login : {"alice", "boris", "carol", "dora", "emil", "fred"})
      db.person(++people, login);
    storage::chat_facts facts;
    facts.kind = model::chat_kind::group;
    facts.title = "Fair";
    db.commit(storage::create_group{id, facts, alice, {boris, carol}, "op-group", at(1)});
    aut = spawn();
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, relay.handle, directory.handle); }

  room_actor spawn() {
    return sys.spawn(chat, id, db.handles, directory.as<directory_actor>(), ids,
                     room_settings{"n1", {}}, chat_limits{100, 50, 5});
  }

  model::result<model::json_text> does(model::user_id user, model::command_body body) {
    return again(user, std::move(body), fmt::format("op-{}", ++operations));
  }
  model::result<model::json_text> again(model::user_id user, model::command_body body,
                                        std::string op) {
    return ask<model::json_text>(aut, model::command{user, room, std::move(op), std::move(body)});
  }

  /// Alice's message; its `seq`.
  std::uint64_t message(const char* text = "hello") {
    return json_of(does(alice, model::send_message{text, 0, 0}))
        .at("seq")
        .to_number<std::uint64_t>();
  }

  /// The newest event that was published.
  const model::event& newest() { return *relay.heard<publication>().back().events.back(); }
  json::value newest_data() { return json::parse(newest().data); }

  json::value history(model::user_id user = boris, std::uint64_t thread = 0) {
    return json_of(does(user, model::read_history{0, 0, thread, 50})).at("messages");
  }

  std::int64_t people = 0;
  int operations = 0;
  actor_store db{sys};
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  witness<publication, std::uint64_t> relay{sys};
  witness<room_notice> directory{sys};
  room_actor aut;
};

} // namespace chat_groups_tests

CAF_TEST_FIXTURE_SCOPE(chat_groups_tests, fixture)

CAF_TEST(a message is edited by its author and all hear of it) {
  const auto seq = message();
  CAF_CHECK(code_of(does(boris, model::edit_message{seq, "mine"})) == model::ec::forbidden);
  CAF_CHECK(code_of(does(alice, model::edit_message{99, "?"})) == model::ec::not_found);
  CAF_CHECK(code_of(does(alice, model::edit_message{seq, std::string(101, 'x')})) ==
            model::ec::invalid);
  const auto edited = json_of(does(alice, model::edit_message{seq, "hello @boris"}));
  CAF_CHECK_EQUAL(edited.at("message").to_number<std::uint64_t>(), seq);
  CAF_CHECK(newest().kind == model::event_kind::message_edited);
  CAF_CHECK(
      newest_data() ==
      json::parse(fmt::format(R"({{"text":"hello @boris","mentions":["2"],"message":{}}})", seq)));
  const auto shown = history().at(0);
  CAF_CHECK(shown.at("text").as_string() == "hello @boris");
  CAF_CHECK(shown.as_object().contains("edited_at"));
  CAF_CHECK(shown.at("calls_me").as_bool());
  CAF_CHECK(json_of(does(carol, model::read_versions{seq})).at("versions").at(0).at("text") ==
            "hello");
}

CAF_TEST(a message is deleted by its author and by admins and leaves a tombstone) {
  const auto seq = json_of(does(boris, model::send_message{"secret", 0, 0}))
                       .at("seq")
                       .to_number<std::uint64_t>();
  CAF_CHECK(code_of(does(carol, model::delete_message{seq})) == model::ec::forbidden);
  CAF_CHECK(
      json_of(does(alice, model::delete_message{seq})).at("message").to_number<std::uint64_t>() ==
      seq);
  CAF_CHECK(newest().kind == model::event_kind::message_deleted);
  const auto shown = history().at(0);
  CAF_CHECK(shown.at("text").as_string().empty());
  CAF_CHECK(shown.at("deleted_by").as_string() == "1");
  CAF_MESSAGE("to delete it again succeeds and nobody hears of it");
  const auto heard = relay.heard<publication>().size();
  CAF_CHECK(does(boris, model::delete_message{seq}).has_value());
  CAF_CHECK_EQUAL(relay.heard<publication>().size(), heard);
  CAF_CHECK(code_of(does(boris, model::edit_message{seq, "again"})) == model::ec::not_found);
  CAF_CHECK(code_of(does(boris, model::react{seq, "👍"})) == model::ec::not_found);
}

CAF_TEST(reactions are told one by one and have bounds) {
  const auto seq = message();
  CAF_CHECK(does(boris, model::react{seq, "👍"}).has_value());
  CAF_CHECK(
      newest_data() ==
      json::parse(fmt::format(R"({{"user":"2","emoji":"👍","change":"added","message":{}}})", seq)));
  CAF_CHECK(code_of(does(boris, model::react{seq, "ok"})) == model::ec::invalid);
  const char* kinds[]{"❤️", "😂", "🎉", "😮", "😢", "🔥", "👏", "🙏", "👎", "💯", "🚀"};
  for (const auto* emoji : kinds)
    CAF_CHECK(does(carol, model::react{seq, emoji}).has_value());
  CAF_CHECK(code_of(does(carol, model::react{seq, "🐱"})) == model::ec::too_many);
  CAF_MESSAGE("one that is there may be given by others, and what is taken back makes room");
  CAF_CHECK(does(alice, model::react{seq, "🚀"}).has_value());
  using action = model::react::action;
  CAF_CHECK(does(boris, model::react{seq, "👍", action::remove}).has_value());
  CAF_CHECK(does(carol, model::react{seq, "🐱"}).has_value());
  CAF_CHECK_EQUAL(history().at(0).at("reactions").as_array().size(), 12u);
  CAF_CHECK_EQUAL(
      json_of(does(alice, model::read_reactions{seq})).at("reactions").as_array().size(), 13u);
}

CAF_TEST(an answer quotes and a thread is counted where it began) {
  const auto first = message("first");
  const auto answer = json_of(does(boris, model::send_message{"yes", first, 0}));
  CAF_CHECK(newest_data().at("reply_to") ==
            json::parse(fmt::format(R"({{"seq":{},"author":"1","text":"first"}})", first)));
  CAF_CHECK(code_of(does(boris, model::send_message{"?", 99, 0})) == model::ec::not_found);
  const auto threaded = json_of(does(boris, model::send_message{"aside", 0, first}));
  CAF_CHECK_EQUAL(newest_data().at("thread").to_number<std::uint64_t>(), first);
  CAF_CHECK_EQUAL(history().as_array().size(), 2u);
  CAF_CHECK(history().at(1).at("replies").at("count").as_int64() == 1);
  CAF_CHECK_EQUAL(history(carol, first).as_array().size(), 1u);
  CAF_MESSAGE("a thread does not begin within a thread, nor with what is not there");
  const auto within = threaded.at("seq").to_number<std::uint64_t>();
  CAF_CHECK(code_of(does(boris, model::send_message{"?", 0, within})) == model::ec::not_found);
  CAF_CHECK(code_of(does(boris, model::send_message{"?", 0, 99})) == model::ec::not_found);
  CAF_MESSAGE("an answer within a thread stays in it");
  CAF_CHECK(does(boris, model::send_message{"!", within, first}).has_value());
  CAF_CHECK(code_of(does(boris, model::send_message{"!", within, 0})) == model::ec::not_found);
}

CAF_TEST(what a message answers is looked up before what is sent behind it) {
  const auto first = message("first");
  question<model::json_text> reply{
      sys, aut, model::command{boris, room, "op-a", model::send_message{"reply", first, 0}}};
  question<model::json_text> plain{
      sys, aut, model::command{boris, room, "op-b", model::send_message{"plain", 0, 0}}};
  consume_messages();
  CAF_CHECK(json_of(reply.answer()).at("seq").as_int64() <
            json_of(plain.answer()).at("seq").as_int64());
}

CAF_TEST(messages are pinned by admins) {
  const auto seq = message();
  using action = model::pin_message::action;
  CAF_CHECK(code_of(does(boris, model::pin_message{seq})) == model::ec::forbidden);
  CAF_CHECK(does(alice, model::pin_message{seq}).has_value());
  CAF_CHECK(newest_data().at("pinned").as_bool());
  CAF_CHECK(history().at(0).at("line") ==
            json::parse(fmt::format(R"({{"message":{},"line":"pinned"}})", seq)));
  const auto pinned = json_of(does(carol, model::read_pinned{})).at("pinned");
  CAF_REQUIRE_EQUAL(pinned.as_array().size(), 1u);
  CAF_CHECK(pinned.at(0).at("message").at("text").as_string() == "hello");
  CAF_CHECK(does(alice, model::pin_message{seq, action::unpin}).has_value());
  CAF_CHECK(!newest_data().at("pinned").as_bool());
  CAF_CHECK(json_of(does(carol, model::read_pinned{})).at("pinned").as_array().empty());
}

CAF_TEST(people are added by members and are told and may write) {
  CAF_CHECK(code_of(does(dora, model::send_message{"hi", 0, 0})) == model::ec::not_found);
  CAF_CHECK(code_of(does(boris, model::add_members{{{77}}})) == model::ec::not_found);
  CAF_CHECK(does(boris, model::add_members{{dora}}).has_value());
  CAF_CHECK(newest().kind == model::event_kind::members_added);
  CAF_CHECK(newest_data().at("line") ==
            json::parse(R"({"people":[{"id":"4","login":"dora","name":"dora"}],"line":"added"})"));
  CAF_CHECK(directory.heard<room_notice>().back().room == model::room_of(dora));
  CAF_CHECK(does(dora, model::send_message{"hi", 0, 0}).has_value());
  CAF_MESSAGE("somebody who is here already is added without a word");
  const auto heard = relay.heard<publication>().size();
  CAF_CHECK(does(boris, model::add_members{{dora}}).has_value());
  CAF_CHECK_EQUAL(relay.heard<publication>().size(), heard);
  CAF_CHECK(code_of(does(boris, model::add_members{{{5}, {6}}})) == model::ec::too_many);
  CAF_MESSAGE("another owner knows it, too");
  auto next = spawn();
  consume_messages();
  CAF_CHECK(ask<room_joined>(next, room_join{dora, room, 0, {}}).has_value());
  end(next);
}

CAF_TEST(who is removed may do nothing from then on) {
  CAF_CHECK(code_of(does(boris, model::remove_member{carol})) == model::ec::forbidden);
  CAF_CHECK(code_of(does(alice, model::remove_member{dora})) == model::ec::not_found);
  CAF_CHECK(code_of(does(alice, model::remove_member{alice})) == model::ec::invalid);
  CAF_CHECK(does(alice, model::remove_member{carol}).has_value());
  CAF_CHECK(newest().kind == model::event_kind::member_removed);
  CAF_CHECK(newest_data().at("user").as_string() == "3");
  CAF_CHECK(newest_data().at("line").at("line").as_string() == "removed");
  CAF_CHECK(directory.heard<room_notice>().back().room == model::room_of(carol));
  CAF_CHECK(code_of(does(carol, model::send_message{"hi", 0, 0})) == model::ec::not_found);
  CAF_CHECK(code_of(ask<room_joined>(aut, room_join{carol, room, 0, {}})) == model::ec::not_found);
}

CAF_TEST(a group that its owner leaves has another owner) {
  CAF_CHECK(does(alice, model::leave_chat{}).has_value());
  CAF_CHECK(newest_data().at("owner").as_string() == "2");
  CAF_CHECK(newest_data().at("line").at("line").as_string() == "left");
  CAF_CHECK(does(boris, model::change_role{carol, model::chat_role::admin}).has_value());
}

CAF_TEST(the owner gives roles and the group away) {
  CAF_CHECK(code_of(does(boris, model::change_role{carol, model::chat_role::admin})) ==
            model::ec::forbidden);
  CAF_CHECK(does(alice, model::change_role{boris, model::chat_role::admin}).has_value());
  CAF_CHECK(newest_data() == json::parse(R"({"user":"2","role":"admin","by":"1"})"));
  CAF_CHECK(does(boris, model::remove_member{carol}).has_value());
  CAF_CHECK(does(alice, model::change_role{boris, model::chat_role::owner}).has_value());
  CAF_CHECK(newest_data().at("former_owner").as_string() == "1");
  CAF_CHECK(code_of(does(alice, model::change_role{boris, model::chat_role::member})) ==
            model::ec::forbidden);
}

CAF_TEST(a group is renamed and says who may write) {
  model::change_chat change;
  change.title = "Autumn fair";
  CAF_CHECK(code_of(does(boris, change)) == model::ec::forbidden);
  CAF_CHECK(does(alice, change).has_value());
  CAF_CHECK(newest_data().at("title").as_string() == "Autumn fair");
  CAF_CHECK(newest_data().at("line").at("line").as_string() == "renamed");
  model::change_chat rule;
  rule.writers = model::chat_role::admin;
  CAF_CHECK(does(alice, rule).has_value());
  CAF_CHECK(!newest_data().as_object().contains("line"));
  CAF_CHECK(code_of(does(boris, model::send_message{"hi", 0, 0})) == model::ec::forbidden);
  CAF_CHECK(code_of(does(boris, model::typing{})) == model::ec::forbidden);
  CAF_CHECK(does(alice, model::send_message{"hi", 0, 0}).has_value());
}

CAF_TEST(everybody is called by who may remove members) {
  (void)does(boris, model::send_message{"@all", 0, 0});
  CAF_CHECK(!newest_data().as_object().contains("everybody"));
  (void)does(alice, model::send_message{"@all and @carol", 0, 0});
  CAF_CHECK(newest_data().at("everybody").as_bool());
  CAF_CHECK(newest_data().at("mentions") == json::parse(R"(["3"])"));
}

CAF_TEST(members come in pages) {
  const auto page = json_of(does(boris, model::list_members{"", 2}));
  CAF_CHECK(page.at("members").at(0) ==
            json::parse(fmt::format(
                R"({{"id":"1","login":"alice","name":"alice","role":"owner",
                    "joined_at":"{}","read_seq":1,"read_at":null}})",
                model::to_rfc3339(at(1)))));
  CAF_CHECK(page.at("more").as_bool());
  const auto rest =
      json_of(does(boris, model::list_members{std::string{page.at("cursor").as_string()}, 2}));
  CAF_CHECK(rest.at("members").at(0).at("login").as_string() == "carol");
  CAF_CHECK(!rest.at("more").as_bool());
  CAF_CHECK(code_of(does(boris, model::list_members{"x", 2})) == model::ec::invalid);
}

CAF_TEST(a change that was refused leaves the roster as it was) {
  db.commits->push_back({model::ec::storage_full});
  CAF_CHECK(code_of(does(alice, model::remove_member{carol})) == model::ec::storage_full);
  CAF_CHECK(does(carol, model::send_message{"still here", 0, 0}).has_value());
}

CAF_TEST(what is repeated has the first answer though it may not be done any more) {
  const auto first = json_of(again(alice, model::remove_member{carol}, "op-r"));
  CAF_CHECK(json_of(again(alice, model::remove_member{carol}, "op-r")) == first);
  const auto seq = message();
  const auto edited = json_of(again(alice, model::edit_message{seq, "two"}, "op-e"));
  CAF_CHECK(does(alice, model::delete_message{seq}).has_value());
  CAF_CHECK(json_of(again(alice, model::edit_message{seq, "two"}, "op-e")) == edited);
  CAF_CHECK(code_of(again(alice, model::edit_message{seq, "two"}, "op-f")) == model::ec::not_found);
}

CAF_TEST_FIXTURE_SCOPE_END()
