#include "storage/chats/message_store.hpp"

#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::message_store_tests {

TEST_SUITE_BEGIN("storage/chats/message_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr model::user_id alice{1};
constexpr model::user_id boris{2};

/// A group in which alice has written `text` as entry 2.
struct group_with_message {
  explicit group_with_message(test_database& on, const std::string& text = "one")
      : in{on} {
    std::tie(chat, token) = in.group();
    in.post(chat, token, message(100, "op-message", text));
  }

  append::outcome change(message_change wanted, std::string op = {}) {
    return in.post(chat, token, changed(std::move(wanted), std::move(op)));
  }
  chat_message read(std::uint64_t seq = 2, model::user_id reader = boris) {
    return must(in.read.run(chat_history{chat, seq + 1, 1, reader})).at(0);
  }
  std::string log_data(std::uint64_t seq) {
    return must(in.read.run(log_range{model::room_of(chat), seq - 1, seq, 1})).at(0).data;
  }

  test_store in;
  model::chat_id chat;
  std::uint64_t token = 0;
};

using fate = append::fate;

} // namespace

TEST_CASE("an edited message has the new text, and keeps those before") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    CHECK(group.change(edit_message{2, "two", {}, {}, at(8)}).seq == 3);
    group.change(edit_message{2, "three", {}, {}, at(9)});
    const auto read = group.read();
    CHECK(read.text == "three");
    CHECK(read.edited_at == at(9));
    const auto versions = must(group.in.read.run(versions_of_message{group.chat, 2}));
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].text == "one");
    CHECK(versions[1].text == "two");
    CHECK(versions[1].replaced_at == at(9));
    CHECK(must(group.in.read.run(message_by_seq{group.chat, 2})).edits == 2);
  });
}

TEST_CASE("a repeated edit does not undo the one after it") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    const auto first = group.change(edit_message{2, "two", {}, {}, at(8)}, "op-1");
    group.change(edit_message{2, "three", {}, {}, at(9)}, "op-2");
    const auto again = group.change(edit_message{2, "two", {}, {}, at(8)}, "op-1");
    CHECK(again.kind == fate::repeated_operation);
    CHECK(again.seq == first.seq);
    CHECK(group.read().text == "three");
  });
}

TEST_CASE("an edit to the same text changes nothing") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    CHECK(group.change(edit_message{2, "one", {}, {}, at(8)}, "op-1").kind == fate::known);
    CHECK(group.read().edited_at == model::timestamp{});
    CHECK(group.change(edit_message{2, "one", {}, {}, at(8)}, "op-1").kind ==
          fate::repeated_operation);
  });
}

TEST_CASE("what changes nothing leaves no gap between the entries beside it") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    const auto outcomes = must(group.in.commit(
        append{model::room_of(group.chat),
               group.token,
               {message(101, "op-a"), changed(edit_message{2, "one", {}, {}, at(8)}, "op-b"),
                message(102, "op-c")},
               {}}));
    REQUIRE(outcomes.size() == 3);
    CHECK(outcomes[0].seq == 3);
    CHECK(outcomes[1].seq == 0);
    CHECK(outcomes[2].seq == 4);
    CHECK(group.in.post(group.chat, group.token, message(102, "op-c")).seq == 4);
    CHECK(group.in.post(group.chat, group.token, message(103, "op-d")).seq == 5);
  });
}

TEST_CASE("a deleted message leaves a tombstone, and its words are nowhere") {
  on_each_driver([](test_database& on) {
    group_with_message group{on, "a secret"};
    group.change(edit_message{2, "a better secret", {boris}, {}, at(8)});
    group.change(add_reaction{2, boris, "👍", at(8)});
    group.change(pin_message{2, boris, at(8)});
    CHECK(group.change(delete_message{2, boris, at(9)}).kind == fate::appended);
    const auto read = group.read();
    CHECK(read.text.empty());
    CHECK(read.deleted_at == at(9));
    CHECK(read.deleted_by == boris);
    CHECK(read.reactions.empty());
    CHECK_FALSE(read.calls_me);
    CHECK(must(group.in.read.run(versions_of_message{group.chat, 2})).empty());
    CHECK(must(group.in.read.run(pinned_in_chat{group.chat})).empty());
    CHECK(group.log_data(2) == R"({"deleted":true})");
    CHECK(group.log_data(3) == R"({"deleted":true})");
    CHECK(group.log_data(4) == "{}");
    CHECK(group.change(delete_message{2, alice, at(9)}).kind == fate::known);
    CHECK(group.change(edit_message{2, "again", {}, {}, at(9)}).kind == fate::known);
    CHECK(group.change(add_reaction{2, boris, "👍", at(9)}).kind == fate::known);
  });
}

TEST_CASE("reactions add up, each of a person once") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    group.change(add_reaction{2, alice, "👍", at(8)});
    group.change(add_reaction{2, boris, "👍", at(9)});
    group.change(add_reaction{2, boris, "🎉", at(10)});
    CHECK(group.change(add_reaction{2, boris, "🎉", at(11)}).kind == fate::known);
    const auto read = group.read(2, alice);
    REQUIRE(read.reactions.size() == 2);
    CHECK(read.reactions[0].emoji == "👍");
    CHECK(read.reactions[0].count == 2);
    CHECK(read.reactions[0].mine);
    CHECK(read.reactions[1].count == 1);
    CHECK_FALSE(read.reactions[1].mine);
    const auto people = must(group.in.read.run(reactions_to_message{group.chat, 2}));
    REQUIRE(people.size() == 3);

    group.change(remove_reaction{2, boris, "🎉"});
    CHECK(group.change(remove_reaction{2, boris, "🎉"}).kind == fate::known);
    CHECK(group.read().reactions.size() == 1);
  });
}

TEST_CASE("a pinned message is listed until it is unpinned") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    group.in.post(group.chat, group.token, message(101, "", "two"));
    group.change(pin_message{2, alice, at(8)});
    group.change(pin_message{3, boris, at(9)});
    CHECK(group.change(pin_message{3, alice, at(10)}).kind == fate::known);
    const auto pinned = must(group.in.read.run(pinned_in_chat{group.chat}));
    REQUIRE(pinned.size() == 2);
    CHECK(pinned[0].message.seq == 3);
    CHECK(pinned[0].message.text == "two");
    CHECK(pinned[0].by == boris);
    group.change(unpin_message{3});
    CHECK(group.change(unpin_message{3}).kind == fate::known);
    CHECK(must(group.in.read.run(pinned_in_chat{group.chat})).size() == 1);
  });
}

TEST_CASE(
    "a message quotes what it answers, and what stands in a thread is counted at its beginning") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    auto answer = message(101, "", "an answer", boris);
    std::get<message_row>(answer.rows).reply_to = 2;
    group.in.post(group.chat, group.token, answer);
    for (const int n : {102, 103}) {
      auto reply = message(n, "", "in the thread", boris);
      std::get<message_row>(reply.rows).thread = 2;
      group.in.post(group.chat, group.token, reply);
    }
    const auto page = must(group.in.read.run(chat_history{group.chat, 0, 50, alice}));
    REQUIRE(page.size() == 2);
    REQUIRE(page[0].reply_to.size() == 1);
    CHECK(page[0].reply_to[0].text == "one");
    CHECK(page[0].reply_to[0].author == alice);
    REQUIRE(page[1].replies.size() == 1);
    CHECK(page[1].replies[0].replies == 2);
    CHECK(page[1].replies[0].last_seq == 5);
    CHECK(page[1].replies[0].last_at == at(103));
    const auto thread = must(group.in.read.run(chat_history{group.chat, 0, 50, alice, 0, 2}));
    REQUIRE(thread.size() == 2);
    CHECK(thread[0].seq == 5);
    group.change(delete_message{5, boris, at(9)});
    CHECK(group.read().replies.at(0).replies == 1);
  });
}

TEST_CASE("a message of another chat is not changed") {
  on_each_driver([](test_database& on) {
    group_with_message group{on};
    const auto dora = group.in.person(4, "dora");
    const auto other =
        must(group.in.commit(open_dialog{model::chat_id{50}, boris, dora, at(2)})).chat;
    const auto token = must(group.in.commit(activate_room{model::room_of(other), "n1"})).token;
    CHECK(group.in.post(other, token, changed(delete_message{2, boris, at(9)})).kind ==
          fate::known);
    CHECK(group.read().text == "one");
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::message_store_tests
