#include "storage/chats/chat_store.hpp"

#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/failing_database.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::chat_store_tests {

TEST_SUITE_BEGIN("storage/chats/chat_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using origin = open_dialog::origin;
using people = std::vector<model::user_id>;

people members_of(test_store& in, model::chat_id chat) {
  people out;
  for (const auto& member : must(in.read.run(members_of_chat{chat})).members)
    out.push_back(member.user);
  return out;
}

} // namespace

TEST_CASE("the highest mark of what a member has read counts") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const model::user_id boris{2};
    CHECK(must(in.commit(mark_read{chat, token, boris, 5, at(2)})).read_seq == 5);
    CHECK(must(in.commit(mark_read{chat, token, boris, 3, at(2)})).read_seq == 5);
    const auto members = must(in.read.run(members_of_chat{chat})).members;
    REQUIRE(members.size() == 2);
    CHECK(members[0].read_seq == 0);
    CHECK(members[1].read_seq == 5);
    CHECK(code_of(in.commit(mark_read{chat, token, model::user_id{3}, 1, at(2)})) ==
          model::ec::not_found);
  });
}

TEST_CASE("a mark comes with what is behind it, as the chat list counts it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id boris{2};
    auto named = message(101, "", "@boris");
    std::get<message_row>(named.rows).mentions = {boris};
    in.post(chat, token, message(100, ""));
    in.post(chat, token, named);
    in.post(chat, token, message(102, "", "mine", boris));
    in.post(chat, token, message(103, ""));
    CHECK(must(in.commit(mark_read{chat, token, boris, 2, at(7)})) ==
          mark_read::counters{2, 2, 1, 5});
    CHECK(must(in.commit(mark_read{chat, token, boris, 5, at(7)})) ==
          mark_read::counters{5, 0, 0, 5});
    const auto listed = must(in.read.run(chats_of_user{boris})).at(0);
    CHECK(listed.unread == 0);
    CHECK(listed.seq == 5);
  });
}

TEST_CASE("the marks of a group are raised together, and each hears of its own") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto dialog = in.dialog();
    const auto chat = dialog.first;
    const auto token = dialog.second;
    const model::user_id alice{1};
    const model::user_id boris{2};
    auto counting = std::make_unique<failing_database>(on.connect());
    const auto& statements = counting->statements;
    writer write{std::move(counting), test_store::kept};
    const auto run_for = [&](std::size_t times) {
      std::vector<storage::write> group;
      for (std::size_t i = 0; i < times; ++i)
        group.emplace_back(mark_read{chat, token, i % 2 == 0 ? alice : boris, i});
      const auto before = statements;
      for (const auto& each : write.commit(group))
        must(each);
      return statements - before;
    };
    CHECK(run_for(2) == run_for(200));
    const std::vector<storage::write> group{
        mark_read{chat, token, alice, 300}, mark_read{chat, token + 1, alice, 900},
        mark_read{chat, token, model::user_id{3}, 1}, mark_read{chat, token, alice, 250},
        mark_read{chat, token, boris, 1}};
    const auto answers = in.write.commit(group);
    CHECK(std::get<mark_read::counters>(must(answers[0])).read_seq == 300);
    CHECK(code_of(answers[1]) == model::ec::stale_token);
    CHECK(code_of(answers[2]) == model::ec::not_found);
    CHECK(std::get<mark_read::counters>(must(answers[3])).read_seq == 300);
    CHECK(std::get<mark_read::counters>(must(answers[4])).read_seq == 199);
    const auto members = must(in.read.run(members_of_chat{chat})).members;
    CHECK(members[0].read_seq == 300);
    CHECK(members[1].read_seq == 199);
  });
}

TEST_CASE("an owner that has lost a chat raises no marks in it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto taken = must(in.commit(activate_room{model::room_of(chat), "another", {}}));
    const model::user_id boris{2};
    CHECK(code_of(in.commit(mark_read{chat, token, boris, 1, at(2)})) == model::ec::stale_token);
    CHECK(must(in.read.run(members_of_chat{chat})).members[1].read_seq == 0);
    CHECK(must(in.commit(mark_read{chat, taken.token, boris, 1, at(2)})).read_seq == 1);
    CHECK(code_of(in.commit(mark_read{model::chat_id{9}, 1, boris, 1, at(2)})) ==
          model::ec::stale_token);
  });
}

TEST_CASE("a new dialog has its members and its first entry") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto boris = in.person(2, "boris");
    const auto opened = must(in.commit(open_dialog{model::chat_id{42}, boris, alice, at(1)}));
    CHECK(opened.chat == model::chat_id{42});
    CHECK(opened.from == origin::made);
    CHECK(members_of(in, opened.chat) == people{alice, boris});
    const auto log = must(in.read.run(log_range{model::room_of(opened.chat), 0, 10, 10}));
    REQUIRE(log.size() == 1);
    CHECK(log[0] == model::event{model::room_of(opened.chat), 1, model::event_kind::chat_created,
                                 at(1), "{\"members\":[\"1\",\"2\"]}"});
    CHECK(must(in.commit(activate_room{model::room_of(opened.chat), "n1"})).last_seq == 1);
  });
}

TEST_CASE("a dialog is found again from both sides, also within one group") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto boris = in.person(2, "boris");
    const std::vector<storage::write> group{open_dialog{model::chat_id{42}, alice, boris, at(1)},
                                            open_dialog{model::chat_id{43}, boris, alice, at(1)}};
    const auto answers = in.write.commit(group);
    CHECK(std::get<open_dialog::dialog>(must(answers[0])).from == origin::made);
    const auto second = std::get<open_dialog::dialog>(must(answers[1]));
    CHECK(second.from == origin::existing);
    CHECK(second.chat == model::chat_id{42});
    const auto third = must(in.commit(open_dialog{model::chat_id{44}, alice, boris, at(2)}));
    CHECK(third.from == origin::existing);
    CHECK(third.chat == model::chat_id{42});
    CHECK(code_of(in.read.run(members_of_chat{model::chat_id{43}})) == model::ec::not_found);
  });
}

TEST_CASE("a dialog with nobody or with oneself is refused") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    CHECK(code_of(in.commit(open_dialog{model::chat_id{42}, alice, model::user_id{9}, at(1)})) ==
          model::ec::not_found);
    const auto self = in.commit(open_dialog{model::chat_id{42}, alice, alice, at(1)});
    REQUIRE(code_of(self) == model::ec::invalid);
    CHECK(self.error().field == "user");
    CHECK(must(in.read.run(chats_of_user{alice})).empty());
  });
}

TEST_CASE("a new group has its owner, its members, its first entry, and a notice for each") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const auto known = must(in.read.run(members_of_chat{chat}));
    CHECK(known.facts.kind == model::chat_kind::group);
    CHECK(known.facts.title == "Spring fair");
    REQUIRE(known.members.size() == 3);
    CHECK(known.members[0].role == model::chat_role::owner);
    CHECK(known.members[1].role == model::chat_role::member);
    CHECK(known.members[1].login == "boris");
    CHECK(known.members[2].read_seq == 1);
    const auto log = must(in.read.run(log_range{model::room_of(chat), 0, 10, 10}));
    REQUIRE(log.size() == 1);
    CHECK(log[0].data == R"({"members":["1","2","3"]})");
    for (const std::int64_t user : {1, 2, 3}) {
      const auto notices = must(in.read.run(notices_of_user{model::user_id{user}}));
      REQUIRE(notices.size() == 1);
      CHECK(notices[0].about == model::room_of(chat));
    }
  });
}

TEST_CASE("a repeated op makes no second group") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id alice{1};
    chat_facts facts;
    facts.kind = model::chat_kind::group;
    CHECK(must(in.commit(create_group{model::chat_id{44}, facts, alice, {}, "op-group", at(2)})) ==
          chat);
    CHECK(code_of(in.read.run(members_of_chat{model::chat_id{44}})) == model::ec::not_found);
    const auto [dialog, of_dialog] = std::pair{
        must(in.commit(open_dialog{model::chat_id{45}, alice, model::user_id{2}, at(2)})).chat,
        must(in.commit(activate_room{model::room_of(model::chat_id{45}), "n1"})).token};
    in.post(dialog, of_dialog, message(100, "op-message"));
    CHECK(code_of(in.commit(create_group{
              model::chat_id{46}, facts, alice, {}, "op-message", at(3)})) == model::ec::conflict);
  });
}

TEST_CASE("a group with somebody who does not exist is refused") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto made =
        in.commit(create_group{model::chat_id{43}, {}, alice, {model::user_id{9}}, "op", at(1)});
    REQUIRE(code_of(made) == model::ec::not_found);
    CHECK(made.error().field == "members");
    CHECK(must(in.read.run(chats_of_user{alice})).empty());
  });
}

TEST_CASE("who is added reads on from there, and is noted to be told") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const auto dora = in.person(4, "dora");
    in.post(chat, token, message(100, ""));
    const auto added =
        in.post(chat, token, changed(add_members{{model::user_id{2}, dora}, {}, at(9)}));
    CHECK(added.seq == 3);
    const auto& members = must(in.read.run(members_of_chat{chat})).members;
    REQUIRE(members.size() == 4);
    CHECK(members[3].user == dora);
    CHECK(members[3].read_seq == 3);
    CHECK(members[1].read_seq == 1);
    CHECK(must(in.read.run(notices_of_user{dora})).size() == 1);
    CHECK(must(in.read.run(chats_of_user{dora})).at(0).members == 4);
    CHECK(must(in.read.run(chats_of_user{dora})).at(0).unread == 0);
  });
}

TEST_CASE("adding members again changes nothing and has no entry") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const auto again =
        in.post(chat, token, changed(add_members{{model::user_id{2}}, {}, at(9)}, "o"));
    CHECK(again.kind == append::fate::known);
    CHECK(again.seq == 0);
    CHECK(in.post(chat, token, message(100, "")).seq == 2);
    CHECK(must(in.read.run(chats_of_user{model::user_id{1}})).at(0).members == 3);
  });
}

TEST_CASE("who is removed is no member, is noted to be told, and leaves the group to the heir") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id alice{1};
    const model::user_id boris{2};
    CHECK(in.post(chat, token, changed(remove_member{alice, boris, at(9)})).seq == 2);
    const auto& members = must(in.read.run(members_of_chat{chat})).members;
    REQUIRE(members.size() == 2);
    CHECK(members[0].user == boris);
    CHECK(members[0].role == model::chat_role::owner);
    CHECK(must(in.read.run(chats_of_user{alice})).empty());
    CHECK(must(in.read.run(chats_of_user{boris})).at(0).members == 2);
    const auto notice = must(in.read.run(notices_of_user{alice})).at(0);
    CHECK(notice.noted_at == at(9));
    CHECK(in.post(chat, token, changed(remove_member{alice, {}, at(9)})).kind ==
          append::fate::known);
  });
}

TEST_CASE("an owner who gives the group away is an admin") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id alice{1};
    const model::user_id boris{2};
    in.post(chat, token, changed(change_role{boris, model::chat_role::owner, alice}));
    const auto& members = must(in.read.run(members_of_chat{chat})).members;
    CHECK(members[0].role == model::chat_role::admin);
    CHECK(members[1].role == model::chat_role::owner);
    CHECK(in.post(chat, token, changed(change_role{boris, model::chat_role::owner, alice})).kind ==
          append::fate::known);
  });
}

TEST_CASE("a group has another title and other rules") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const chat_facts facts{model::chat_kind::open_group, "Fair", "Saturday",
                           model::chat_role::admin, model::chat_role::owner};
    CHECK(in.post(chat, token, changed(change_facts{facts})).seq == 2);
    CHECK(must(in.read.run(members_of_chat{chat})).facts == facts);
    CHECK(must(in.read.run(chats_of_user{model::user_id{2}})).at(0).facts == facts);
    CHECK(in.post(chat, token, changed(change_facts{facts})).kind == append::fate::known);
  });
}

TEST_CASE("a chat is muted, pinned and archived for one member alone") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const chat_settings settings{at(99), 5, true};
    const auto boris = model::room_of(model::user_id{2});
    const auto of_boris = must(in.commit(activate_room{boris, "n1"})).token;
    const auto set = [&](model::chat_id of) {
      auto entry = changed(change_role{}, "");
      entry.kind = model::event_kind::chat_settings;
      entry.rows = chat_settings_row{of, settings};
      return must(in.commit(append{boris, of_boris, {entry}, {}}))[0].kind;
    };
    CHECK(set(chat) == append::fate::appended);
    CHECK(must(in.read.run(chats_of_user{model::user_id{2}})).at(0).settings == settings);
    CHECK(must(in.read.run(chats_of_user{model::user_id{1}})).at(0).settings == chat_settings{});
    CHECK(set(chat) == append::fate::known);
    CHECK(set(model::chat_id{9}) == append::fate::known);
  });
}

TEST_CASE("the people of a chat come in pages") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    must(in.commit(mark_read{chat, token, model::user_id{2}, 1, at(7)}));
    const auto first = must(in.read.run(people_of_chat{chat, {}, 2}));
    REQUIRE(first.size() == 2);
    CHECK(first[1].user.name == "Boris");
    CHECK(first[1].joined_at == at(1));
    const auto rest = must(in.read.run(people_of_chat{chat, first[1].user.id, 2}));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].user.login == "carol");
  });
}

TEST_CASE("a chat that does not exist has no members") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    CHECK(code_of(in.read.run(members_of_chat{model::chat_id{1}})) == model::ec::not_found);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::chat_store_tests
