#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::chat_list_tests {

TEST_SUITE_BEGIN("storage/chats/chat_list");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

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

TEST_CASE("the chat list counts what others wrote behind the mark of the reader") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id alice{1};
    const model::user_id boris{2};
    const auto unread = [&in](model::user_id of) {
      return must(in.read.run(chats_of_user{of})).at(0).unread;
    };
    in.post(chat, token, message(100, "", "one"));
    in.post(chat, token, message(101, "", "two", boris));
    in.post(chat, token, message(102, "", "three"));
    CHECK(unread(alice) == 1);
    CHECK(unread(boris) == 2);
    CHECK(unread(model::user_id{3}) == 3);
    CHECK(must(in.read.run(chats_of_user{boris})).at(0).seq == 4);
    must(in.commit(mark_read{chat, token, boris, 2, at(7)}));
    CHECK(unread(boris) == 1);
    CHECK(must(in.read.run(chats_of_user{boris})).at(0).read_seq == 2);
    in.post(chat, token, changed(delete_message{4, alice, at(8)}));
    CHECK(unread(boris) == 0);
    CHECK(unread(model::user_id{3}) == 2);
  });
}

TEST_CASE("the chat list counts unread messages up to a bound") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    std::vector<log_entry> many;
    for (int i = 0; i < 150; ++i)
      many.push_back(message(100 + i, ""));
    must(in.commit(append{model::room_of(chat), token, std::move(many), {}}));
    CHECK(must(in.read.run(chats_of_user{model::user_id{2}})).at(0).unread == most_unread);
  });
}

TEST_CASE("the chat list counts mentions, by name and of everybody") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    const model::user_id boris{2};
    auto named = message(100, "", "@boris");
    std::get<message_row>(named.rows).mentions = {boris};
    auto called = message(101, "", "@all");
    std::get<message_row>(called.rows).calls = message_call::everybody;
    in.post(chat, token, named);
    in.post(chat, token, called);
    in.post(chat, token, message(102, ""));
    const auto mentions = [&in](std::int64_t of) {
      return must(in.read.run(chats_of_user{model::user_id{of}})).at(0).mentions;
    };
    CHECK(mentions(1) == 0);
    CHECK(mentions(2) == 2);
    CHECK(mentions(3) == 1);
    in.post(chat, token, changed(edit_message{2, "nobody", {}, {}, at(8)}));
    CHECK(mentions(2) == 1);
    must(in.commit(mark_read{chat, token, boris, 3, at(7)}));
    CHECK(mentions(2) == 0);
  });
}

TEST_CASE("what the room says of itself and what stands in a thread is not unread") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    in.post(chat, token, message(100, "", "root"));
    auto line = message(101, "", "");
    std::get<message_row>(line.rows).kind = message_kind::system;
    in.post(chat, token, line);
    auto reply = message(102, "", "in the thread");
    std::get<message_row>(reply.rows).thread = 2;
    in.post(chat, token, reply);
    const auto listed = must(in.read.run(chats_of_user{model::user_id{2}})).at(0);
    CHECK(listed.unread == 1);
    CHECK(listed.last_message.at(0).seq == 3);
  });
}

TEST_CASE("a deleted message leaves the chat list to the one before") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.group();
    in.post(chat, token, message(100, "", "one"));
    in.post(chat, token, message(101, "", "two"));
    in.post(chat, token, changed(delete_message{3, model::user_id{1}, at(8)}));
    const auto listed = must(in.read.run(chats_of_user{model::user_id{2}})).at(0);
    CHECK(listed.last_message.at(0).text == "one");
    CHECK(listed.active_at == at(100));
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::chat_list_tests
