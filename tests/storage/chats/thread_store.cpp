#include "storage/requests/threads.hpp"
#include "tests/storage/chats/chat_changes.hpp"
#include "tests/storage/test_store.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::thread_store_tests {

TEST_SUITE_BEGIN("storage/chats/thread_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr model::user_id alice{1};
constexpr model::user_id boris{2};
constexpr model::user_id carol{3};
using action = mark_thread::action;
using reading = thread_summary::reading;

enum class shown : std::uint8_t { in_thread, in_room };

/// A group in which alice has begun, with entry 2, what may become a thread.
struct group_with_root {
  explicit group_with_root(test_database& on)
      : in{on} {
    std::tie(chat, token) = in.group();
    in.post(chat, token, message(100, "", "root"));
  }

  std::uint64_t answer(model::user_id author, std::vector<model::user_id> calls = {},
                       shown where = shown::in_thread) {
    auto entry = message(++ids, "", "answer", author);
    auto& row = std::get<message_row>(entry.rows);
    (where == shown::in_room ? row.branch : row.thread) = 2;
    row.mentions = std::move(calls);
    return in.post(chat, token, std::move(entry)).seq;
  }
  mark_thread::counters mark(model::user_id user, action does, std::uint64_t seq = 0) {
    return must(in.commit(mark_thread{chat, token, user, 2, does, seq}));
  }
  thread_summary read(model::user_id reader) {
    return must(in.read.run(chat_history{chat, 3, 1, reader})).at(0).replies.at(0);
  }
  std::uint32_t unread_in_room(model::user_id reader) {
    return must(in.read.run(chats_of_user{reader})).at(0).unread;
  }
  std::vector<std::uint64_t> seqs(std::uint64_t thread) {
    std::vector<std::uint64_t> all;
    for (const auto& each : must(in.read.run(chat_history{chat, 0, 50, alice, 0, thread})))
      all.push_back(each.seq);
    return all;
  }

  test_store in;
  model::chat_id chat;
  std::uint64_t token = 0;
  std::int64_t ids = 100;
};

} // namespace

TEST_CASE("who began a thread, wrote in it or was called follows it, and nobody else") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    const auto seq = group.answer(boris);
    const auto mine = group.read(alice);
    CHECK(mine.replies == 1);
    CHECK(mine.last_author == boris);
    CHECK(mine.is == reading::follows);
    CHECK(mine.read_seq == 2);
    CHECK(mine.unread == 1);
    CHECK(group.read(boris).read_seq == seq);
    CHECK(group.read(boris).unread == 0);
    CHECK(group.read(carol).is == reading::none);
    group.answer(boris, {carol});
    CHECK(group.read(carol).unread == 2);
  });
}

TEST_CASE("a thread has marks of its own, of which the highest counts") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    const auto first = group.answer(boris);
    const auto second = group.answer(boris);
    CHECK(group.mark(alice, action::read, first) ==
          mark_thread::counters{reading::follows, first, 1, second});
    CHECK(group.mark(alice, action::read, second).unread == 0);
    CHECK(group.mark(alice, action::read, first).read_seq == second);
    CHECK(group.mark(carol, action::read, second).is == reading::none);
  });
}

TEST_CASE("what stands in a thread is not unread in the room, and what both show is so once") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    const auto before = group.unread_in_room(boris);
    group.answer(alice, {boris});
    CHECK(group.unread_in_room(boris) == before);
    CHECK(group.read(boris).unread == 1);
    group.answer(alice, {}, shown::in_room);
    CHECK(group.unread_in_room(boris) == before + 1);
    CHECK(group.read(boris).unread == 1);
    CHECK(group.read(boris).replies == 2);
  });
}

TEST_CASE("what the room shows of a thread stands in both, in its place") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    const auto first = group.answer(boris);
    const auto both = group.answer(boris, {}, shown::in_room);
    const auto last = group.answer(boris);
    CHECK(group.seqs(2) == std::vector{last, both, first});
    CHECK(group.seqs(0) == std::vector<std::uint64_t>{both, 2});
    group.in.post(group.chat, group.token, changed(delete_message{both, boris, at(9)}));
    CHECK(group.read(alice).replies == 2);
  });
}

TEST_CASE("who ends following has nothing unread until they write or are called") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    group.answer(boris);
    CHECK(group.mark(alice, action::unfollow).is == reading::none);
    group.answer(boris);
    CHECK(group.read(alice).is == reading::none);
    const auto head = group.answer(boris);
    CHECK(group.mark(alice, action::follow, head) ==
          mark_thread::counters{reading::follows, head, 0, head});
    CHECK(code_of(group.in.commit(mark_thread{group.chat, group.token, alice, head, action::follow,
                                              head})) == model::ec::not_found);
  });
}

TEST_CASE("an unread count of a thread ends at its bound") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    std::vector<log_entry> answers;
    for (int i = 0; i < 101; ++i) {
      auto entry = message(200 + i, "", "answer", boris);
      std::get<message_row>(entry.rows).thread = 2;
      answers.push_back(std::move(entry));
    }
    must(group.in.commit(append{model::room_of(group.chat), group.token, std::move(answers), {}}));
    CHECK(group.read(alice).unread == most_unread);
    CHECK(group.mark(alice, action::read, 2).unread == most_unread);
  });
}

TEST_CASE("a mark by an old token is refused") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    group.answer(boris);
    CHECK(code_of(group.in.commit(mark_thread{group.chat, group.token - 1, alice, 2,
                                              action::unfollow, 0})) == model::ec::stale_token);
    CHECK(group.read(alice).is == reading::follows);
  });
}

TEST_CASE("who leaves follows nothing any more") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    group.answer(boris);
    group.in.post(group.chat, group.token, changed(remove_member{boris, {}, at(9)}));
    CHECK(group.read(boris).is == reading::none);
  });
}

TEST_CASE("threads are listed by their last answer, those without any left out") {
  on_each_driver([](test_database& on) {
    group_with_root group{on};
    const auto other = group.in.post(group.chat, group.token, message(90, "", "other")).seq;
    auto entry = message(91, "", "answer", boris);
    std::get<message_row>(entry.rows).thread = other;
    const auto first = group.in.post(group.chat, group.token, std::move(entry)).seq;
    const auto last = group.answer(boris);
    const auto threads = [&](std::uint64_t before) {
      std::vector<std::uint64_t> roots;
      for (const auto& each : must(group.in.read.run(threads_of_chat{group.chat, alice, before})))
        roots.push_back(each.seq);
      return roots;
    };
    CHECK(threads(0) == std::vector<std::uint64_t>{2, other});
    CHECK(threads(last) == std::vector{other});
    group.in.post(group.chat, group.token, changed(delete_message{first, boris, at(9)}));
    CHECK(threads(0) == std::vector<std::uint64_t>{2});
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::thread_store_tests
