#include "storage/chats/chat_store.hpp"

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
  for (const auto& member : must(in.read.run(members_of_chat{chat})))
    out.push_back(member.user);
  return out;
}

} // namespace

TEST_CASE("the highest mark of what a member has read counts") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const model::user_id boris{2};
    CHECK(must(in.commit(mark_read{chat, token, boris, 5})) == 5);
    CHECK(must(in.commit(mark_read{chat, token, boris, 3})) == 5);
    const auto members = must(in.read.run(members_of_chat{chat}));
    REQUIRE(members.size() == 2);
    CHECK(members[0].read_seq == 0);
    CHECK(members[1].read_seq == 5);
    CHECK(code_of(in.commit(mark_read{chat, token, model::user_id{3}, 1})) == model::ec::not_found);
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
    CHECK(std::get<std::uint64_t>(must(answers[0])) == 300);
    CHECK(code_of(answers[1]) == model::ec::stale_token);
    CHECK(code_of(answers[2]) == model::ec::not_found);
    CHECK(std::get<std::uint64_t>(must(answers[3])) == 300);
    CHECK(std::get<std::uint64_t>(must(answers[4])) == 199);
    const auto members = must(in.read.run(members_of_chat{chat}));
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
    CHECK(code_of(in.commit(mark_read{chat, token, boris, 1})) == model::ec::stale_token);
    CHECK(must(in.read.run(members_of_chat{chat}))[1].read_seq == 0);
    CHECK(must(in.commit(mark_read{chat, taken.token, boris, 1})) == 1);
    CHECK(code_of(in.commit(mark_read{model::chat_id{9}, 1, boris, 1})) == model::ec::stale_token);
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

TEST_CASE("the chat list has those made last first, each with its last message") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [first, token] = in.dialog();
    const auto carol = in.person(3, "carol");
    const auto second =
        must(in.commit(open_dialog{model::chat_id{50}, model::user_id{1}, carol, at(10)})).chat;
    const auto quiet = in.read.run(chats_of_user{model::user_id{1}});
    REQUIRE(must(quiet).size() == 2);
    CHECK(quiet->at(0).id == second);
    CHECK(quiet->at(0).last_message.empty());
    CHECK(quiet->at(0).active_at == at(10));

    must(in.commit(append{model::room_of(first),
                          token,
                          {message(100, "", "one"), message(101, "", "two", model::user_id{2})},
                          {}}));
    const auto chats = must(in.read.run(chats_of_user{model::user_id{1}}));
    REQUIRE(chats.size() == 2);
    CHECK(chats[0].id == second);
    CHECK(chats[1].id == first);
    CHECK(chats[1].peer.login == "boris");
    CHECK(chats[1].active_at == at(101));
    REQUIRE(chats[1].last_message.size() == 1);
    CHECK(chats[1].last_message[0].text == "two");
    CHECK(chats[1].last_message[0].seq == 3);
    CHECK(chats[1].last_message[0].author == model::user_id{2});

    const auto theirs = must(in.read.run(chats_of_user{carol}));
    REQUIRE(theirs.size() == 1);
    CHECK(theirs[0].peer.login == "alice");
  });
}

TEST_CASE("the chat list comes in pages, and each chat is on one of them") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    for (const std::int64_t n : {2, 3, 4, 5, 6})
      must(in.commit(open_dialog{model::chat_id{40 + n}, alice,
                                 in.person(n, "peer" + std::to_string(n)), at(n)}));
    std::vector<std::int64_t> seen;
    model::chat_id before{};
    for (const std::size_t expected : {2, 2, 1, 0}) {
      const auto page = must(in.read.run(chats_of_user{alice, {}, before, 2}));
      REQUIRE(page.size() == expected);
      for (const auto& chat : page)
        seen.push_back((before = chat.id).value);
    }
    CHECK(seen == std::vector<std::int64_t>{46, 45, 44, 43, 42});
  });
}

TEST_CASE("of a last message the chat list has the beginning") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::string text;
    for (std::uint32_t i = 0; i < chat_preview + 1; ++i)
      text += "Ё";
    must(in.commit(append{
        model::room_of(chat), token, {message(100, "", text + std::string(9'000, 'x'))}, {}}));
    CHECK(must(in.read.run(chats_of_user{model::user_id{1}})).at(0).last_message.at(0).text ==
          text);
  });
}

TEST_CASE("a chat of the list can be asked for, by its members only") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const auto carol = in.person(3, "carol");
    must(in.commit(open_dialog{model::chat_id{41}, model::user_id{1}, carol, at(10)}));
    must(in.commit(open_dialog{model::chat_id{43}, model::user_id{2}, carol, at(10)}));
    const auto one = must(in.read.run(chats_of_user{model::user_id{1}, chat}));
    REQUIRE(one.size() == 1);
    CHECK(one[0].id == chat);
    CHECK(must(in.read.run(chats_of_user{carol, chat})).empty());
  });
}

TEST_CASE("history comes newest first, page by page") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    std::vector<log_entry> many;
    for (int i = 0; i < 5; ++i)
      many.push_back(message(100 + i, "", "text " + std::to_string(i)));
    must(in.commit(append{model::room_of(chat), token, std::move(many), {}}));
    const auto newest = must(in.read.run(chat_history{chat, 0, 3}));
    REQUIRE(newest.size() == 3);
    CHECK(newest[0].seq == 6);
    CHECK(newest[0].id == model::message_id{104});
    CHECK(newest[0].text == "text 4");
    CHECK(newest[0].at == at(104));
    const auto older = must(in.read.run(chat_history{chat, newest[2].seq, 3}));
    REQUIRE(older.size() == 2);
    CHECK(older[1].seq == 2);
    CHECK(must(in.read.run(chat_history{chat, 2, 3})).empty());
  });
}

TEST_CASE("text is kept byte by byte") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    const std::string text = "Ёлка 🌲\r\n\t' \" \\ % _ \u202e ﷽ "
                             "e\u0301 " +
                             std::string(100'000, 'x');
    must(in.commit(append{model::room_of(chat), token, {message(100, "", text)}, {}}));
    CHECK(must(in.read.run(chat_history{chat})).at(0).text == text);
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
