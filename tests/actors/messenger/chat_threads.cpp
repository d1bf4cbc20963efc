#define CAF_SUITE chat_threads
#include "actors/messenger/chat.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;

// Side talks, and what is brought from other chats.

namespace chat_threads_tests {

namespace json = boost::json;

constexpr model::chat_id id{42};
constexpr model::chat_id other{43};
constexpr model::chat_id strange{44};
constexpr model::room_name room{model::room_kind::chat, 42};
constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::user_id carol{3};
constexpr model::user_id dora{4};

/// Two groups of alice and boris, one of carol and dora.
struct fixture : actor_fixture {
  fixture() {
    for (const auto* login : {"alice", "boris", "carol", "dora"})
      db.person(++people, login);
    group(id, alice, {boris});
    group(other, alice, {boris});
    group(strange, carol, {dora});
    aut = spawn(id);
    source = spawn(other);
    foreign = spawn(strange);
    consume_messages();
    say(relay.handle, aut, room_follow{room});
    consume_messages();
  }

  ~fixture() { end(aut, source, foreign, relay.handle, directory.handle); }

  void group(model::chat_id chat, model::user_id owner, std::vector<model::user_id> members) {
    storage::chat_facts facts;
    facts.kind = model::chat_kind::group;
    facts.title = "Fair";
    db.commit(storage::create_group{chat, facts, owner, std::move(members),
                                    fmt::format("op-group-{}", chat.value), at(1)});
  }
  room_actor spawn(model::chat_id chat) {
    return sys.spawn(actors::chat, chat, db.handles, directory.as<directory_actor>(), ids,
                     room_settings{"n1", {}}, chat_limits{16'384, 50, 5});
  }

  model::result<model::json_text> in(const room_actor& chat, model::chat_id of, model::user_id user,
                                     model::command_body body, std::string op) {
    return ask<model::json_text>(
        chat, model::command{user, model::room_of(of), std::move(op), std::move(body)});
  }
  model::result<model::json_text> does(model::user_id user, model::command_body body) {
    return in(aut, id, user, std::move(body), fmt::format("op-{}", ++operations));
  }
  static std::uint64_t seq_of(const model::result<model::json_text>& answer) {
    return json_of(answer).at("seq").to_number<std::uint64_t>();
  }
  std::uint64_t says(model::user_id user, const char* text, std::uint64_t thread = 0) {
    return seq_of(does(user, model::send_message{text, 0, thread}));
  }
  /// A message of the other group.
  std::uint64_t there(model::user_id user, const std::string& text) {
    return seq_of(
        in(source, other, user, model::send_message{text}, fmt::format("op-{}", ++operations)));
  }
  json::value newest_data() {
    return json::parse(relay.heard<publication>().back().events.back()->data);
  }
  json::array history(model::user_id user, std::uint64_t thread = 0) {
    return json_of(does(user, model::read_history{0, 0, thread, 50})).at("messages").as_array();
  }
  std::uint64_t head() { return says(boris, "the end"); }

  std::int64_t people = 0;
  int operations = 0;
  actor_store db{sys};
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  witness<publication, std::uint64_t> relay{sys};
  witness<room_notice> directory{sys};
  room_actor aut;
  room_actor source;
  room_actor foreign;
};

} // namespace chat_threads_tests

CAF_TEST_FIXTURE_SCOPE(chat_threads_tests, fixture)

CAF_TEST(a thread is read and followed by itself and the other pages of its reader are told) {
  const auto root = says(alice, "who has the key?");
  const auto answer = says(boris, "I do", root);
  CAF_CHECK(
      history(alice).at(0).at("replies") ==
      json::parse(fmt::format(
          R"({{"count":1,"last_seq":{0},"last_at":{1},"last_author":"2","read_seq":{2},"unread":1}})",
          answer, json::serialize(history(alice).at(0).at("replies").at("last_at")), root)));
  const auto read = json_of(does(alice, model::mark_read{answer, root}));
  CAF_CHECK(read == json::parse(fmt::format(R"({{"follows":true,"seq":{0},"unread":0,"head":{0}}})",
                                            answer)));
  const auto notice = directory.heard<room_notice>().back();
  const auto& counted = std::get<room_notice::chat_counted>(notice.news);
  CAF_CHECK(notice.room == model::room_of(alice));
  CAF_CHECK_EQUAL(counted.thread, root);
  CAF_CHECK(json::parse(counted.data).at("chat").as_string() == "42");
  using action = model::follow_thread::action;
  CAF_CHECK(
      !json_of(does(alice, model::follow_thread{root, action::unfollow})).at("follows").as_bool());
  CAF_CHECK(!history(alice).at(0).at("replies").as_object().contains("unread"));
  CAF_CHECK(json_of(does(alice, model::follow_thread{root})).at("follows").as_bool());
  CAF_CHECK(code_of(does(alice, model::follow_thread{answer})) == model::ec::not_found);
  CAF_CHECK(code_of(does(carol, model::follow_thread{root})) == model::ec::not_found);
  CAF_CHECK(code_of(does(carol, model::mark_read{answer, root})) == model::ec::not_found);
  CAF_CHECK(code_of(does(carol, model::list_threads{})) == model::ec::not_found);
  CAF_CHECK_EQUAL(json_of(does(alice, model::list_threads{})).at("threads").as_array().size(), 1u);
}

CAF_TEST(what is said in a thread may be shown in the room and stays in the thread) {
  const auto root = says(alice, "who has the key?");
  using place = model::send_message::place;
  const auto both = seq_of(does(boris, model::send_message{"I do", 0, root, place::room}));
  CAF_CHECK_EQUAL(newest_data().at("thread").to_number<std::uint64_t>(), root);
  CAF_CHECK(newest_data().at("in_room").as_bool());
  CAF_CHECK_EQUAL(history(alice).at(0).at("seq").to_number<std::uint64_t>(), both);
  CAF_CHECK_EQUAL(history(alice, root).at(0).at("seq").to_number<std::uint64_t>(), both);
  CAF_CHECK(code_of(does(alice, model::send_message{"?", 0, both})) == model::ec::not_found);
  CAF_CHECK(does(alice, model::send_message{"thanks", both, root}).has_value());
  CAF_CHECK(does(alice, model::send_message{"thanks", both, 0}).has_value());
  CAF_CHECK(does(boris, model::delete_message{both}).has_value());
  CAF_CHECK_EQUAL(newest_data().at("thread").to_number<std::uint64_t>(), root);
}

CAF_TEST(messages are forwarded in their order with author and time and once) {
  const auto first = there(alice, "one");
  const auto second = there(boris, "two");
  const auto forward = [&] {
    return in(aut, id, boris, model::forward_messages{other, {second, first}}, "op-forward");
  };
  const auto answer = json_of(forward());
  const auto shown = history(alice);
  CAF_REQUIRE_EQUAL(shown.size(), 2u);
  CAF_CHECK(shown.at(0).at("text").as_string() == "two");
  CAF_CHECK(shown.at(1).at("text").as_string() == "one");
  CAF_CHECK(shown.at(1).at("author").as_string() == "2");
  const auto& origin = shown.at(1).at("forwarded");
  CAF_CHECK(origin.at("author").at("login").as_string() == "alice");
  CAF_CHECK(origin.as_object().contains("at"));
  CAF_CHECK(!origin.as_object().contains("chat"));
  CAF_CHECK(newest_data().at("forwarded").at("author").at("login").as_string() == "boris");
  CAF_MESSAGE("a repetition is answered as the first and writes nothing");
  CAF_CHECK(json_of(forward()) == answer);
  CAF_CHECK_EQUAL(history(alice).size(), 2u);
  CAF_MESSAGE("what was brought here is nobody's to edit and keeps its author when it goes on");
  const auto brought = shown.at(1).at("seq").to_number<std::uint64_t>();
  CAF_CHECK(code_of(does(boris, model::edit_message{brought, "mine"})) == model::ec::forbidden);
  CAF_CHECK(does(alice, model::forward_messages{id, {brought}}).has_value());
  CAF_CHECK(history(alice).at(0).at("forwarded").at("author").at("login").as_string() == "alice");
}

CAF_TEST(who may not see the source or the target forwards nothing) {
  const auto first = there(alice, "one");
  const auto before = head();
  const auto forward = [&](model::user_id user, model::chat_id from, std::uint64_t seq) {
    return code_of(does(user, model::forward_messages{from, {seq}}));
  };
  CAF_CHECK(forward(alice, strange, 1) == model::ec::not_found);
  CAF_CHECK(forward(alice, model::chat_id{99}, 1) == model::ec::not_found);
  CAF_CHECK(forward(carol, other, first) == model::ec::not_found);
  CAF_CHECK(forward(carol, strange, 1) == model::ec::not_found);
  CAF_MESSAGE("nor is anything brought of which a part is not there");
  CAF_CHECK(forward(alice, other, 1) == model::ec::not_found);
  CAF_CHECK(code_of(does(alice, model::forward_messages{other, {first, 99}})) ==
            model::ec::not_found);
  CAF_CHECK_EQUAL(head(), before + 1);
  CAF_CHECK_EQUAL(history(alice).size(), 2u);
}

CAF_TEST(what is forwarded at once has a bound in bytes) {
  std::vector<std::uint64_t> seqs;
  for (int i = 0; i < 17; ++i)
    seqs.push_back(there(alice, std::string(16'384, 'x')));
  CAF_CHECK(code_of(does(alice, model::forward_messages{other, seqs})) == model::ec::invalid);
  seqs.pop_back();
  CAF_CHECK(does(alice, model::forward_messages{other, seqs}).has_value());
  CAF_CHECK_EQUAL(history(alice).size(), 15u);
}

CAF_TEST_FIXTURE_SCOPE_END()
