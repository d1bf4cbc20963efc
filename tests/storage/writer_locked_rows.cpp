#include "failing_database.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/sql/query.hpp"
#include "storage/sql/row_lock.hpp"
#include "storage/writer.hpp"
#include "test_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace vestnik::storage::writer_locked_rows_tests {

TEST_SUITE_BEGIN("storage/writer_locked_rows");

using namespace vestnik::storage;
using namespace vestnik::storage::test;
using std::chrono::milliseconds;

namespace {

/// Has little patience.
model::result<std::unique_ptr<postgres_database>> impatient(const test_database& on) {
  return postgres_database::open(
      {.url = on.url(), .lock_timeout = milliseconds{50}, .brief_lock_timeout = milliseconds{5}});
}

/// Two chats of alice, and a writer with little patience, beside somebody who locks rows by hand.
struct fixture {
  explicit fixture(test_database& on)
      : in{on}
      , stranger{on.connect()}
      , aut{must(impatient(on)), writer::retention{}} {
    std::tie(chat, token) = in.dialog();
    const auto carol = in.person(3, "carol");
    other = must(in.commit(open_dialog{model::chat_id{43}, model::user_id{1}, carol, at(1)})).chat;
    other_token = must(in.commit(activate_room{model::room_of(other), "n1"})).token;
  }

  [[nodiscard]] append post(std::int64_t id, std::int64_t author) const {
    return {model::room_of(chat),
            token,
            {message(id, "op-" + std::to_string(id), "hello", model::user_id{author})},
            {}};
  }
  [[nodiscard]] append post_elsewhere(std::int64_t id) const {
    return {model::room_of(other), other_token, {message(id, "op-" + std::to_string(id))}, {}};
  }

  test_store in;
  std::unique_ptr<database> stranger;
  writer aut;
  model::chat_id chat;
  std::uint64_t token = 0;
  model::chat_id other;
  std::uint64_t other_token = 0;
};

constexpr statement lock_person{"SELECT id FROM users WHERE id = $1 FOR UPDATE"};
constexpr statement lock_member{
    "SELECT chat_id FROM chat_members WHERE chat_id = $1 AND user_id = $2 FOR UPDATE"};
constexpr statement lock_room{"SELECT id FROM rooms WHERE kind = $1 AND id = $2 FOR UPDATE"};
constexpr statement select_waiting{R"(
  SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock')"};
constexpr statement lock_everybody{"LOCK TABLE users IN ACCESS EXCLUSIVE MODE"};

std::uint64_t seq_of(const model::result<write_result>& answer) {
  return std::get<append::result_type>(must(answer)).at(0).seq;
}

bool is_kept_out(const model::result<write_result>& answer) {
  return !answer && (is_locked_by_another(answer.error()) || is_row_locked(answer.error()));
}

} // namespace

TEST_CASE("who has a row locked stops what would change it, and no other write") {
  on_postgres([](test_database& on) {
    fixture with{on};
    std::vector<write> group{with.post(100, 2), with.post_elsewhere(101), with.post(102, 1),
                             mark_read{with.chat, with.token, model::user_id{2}, 1}};
    for (std::int64_t id = 200; id < 300; ++id)
      group.emplace_back(with.post_elsewhere(id));
    {
      transaction holder{*with.stranger};
      must(holder.begin());
      REQUIRE(must(count(*with.stranger, lock_person, {2})) == 1);
      REQUIRE(must(count(*with.stranger, lock_member, {with.chat, 2})) == 1);
      const auto answers = with.aut.commit(group);
      CHECK(is_kept_out(answers[0]));
      CHECK(seq_of(answers[1]) == 2);
      // Another's message does not overtake the one that comes again.
      CHECK(is_kept_out(answers[2]));
      CHECK(is_kept_out(answers[3]));
      for (std::size_t i = 4; i < answers.size(); ++i)
        REQUIRE(seq_of(answers[i]) == i - 1);
    }
    const auto answers = with.aut.commit(std::span{group}.first(4));
    CHECK(seq_of(answers[0]) == 2);
    CHECK(seq_of(answers[2]) == 3);
    must(answers[3]);
  });
}

TEST_CASE("a message whose room was locked is not overtaken when the room is free again") {
  on_postgres([](test_database& on) {
    fixture with{on};
    const auto another = on.connect();
    const auto watcher = on.connect();
    // Waits long enough to be seen waiting.
    constexpr milliseconds patience{300};
    writer aut{must(postgres_database::open(
                   {.url = on.url(), .lock_timeout = patience, .brief_lock_timeout = patience})),
               writer::retention{}};
    const std::vector<write> group{
        with.post(101, 1), with.post_elsewhere(105),
        create_session{model::session_id{5}, model::user_id{2}, std::string(32, 'x'), at(0), at(9)},
        with.post(102, 1)};
    transaction holder{*with.stranger};
    must(holder.begin());
    REQUIRE(must(count(*with.stranger, lock_person, {2})) == 1);
    auto room = std::make_unique<transaction>(*another);
    must(room->begin());
    REQUIRE(must(count(*another, lock_room, {model::room_kind::chat, with.chat})) == 1);
    // The first message is passed by between the first wait for the person and the second.
    std::thread freeing{[&] {
      const auto until = [&watcher](std::size_t waiting) {
        while (must(count(*watcher, select_waiting, {})) != waiting)
          std::this_thread::yield();
      };
      until(1);
      until(0);
      until(1);
      room.reset();
    }};
    const auto answers = aut.commit(group);
    freeing.join();
    CHECK(is_kept_out(answers[0]));
    CHECK(seq_of(answers[1]) == 2);
    CHECK(is_kept_out(answers[3]));
    const std::vector<write> again{group[0], group[3]};
    const auto seqs = aut.commit(again);
    CHECK(seq_of(seqs[0]) == 2);
    CHECK(seq_of(seqs[1]) == 3);
  });
}

TEST_CASE("who has a whole table locked is waited for a limited number of times") {
  on_postgres([](test_database& on) {
    const fixture with{on};
    auto counting = std::make_unique<failing_database>(must(impatient(on)));
    const auto& statements = counting->statements;
    writer aut{std::move(counting), writer::retention{}};
    std::vector<write> group;
    for (std::int64_t id = 1; id <= 200; ++id)
      group.emplace_back(create_session{model::session_id{id}, model::user_id{1},
                                        std::to_string(id), at(0), at(1)});
    transaction holder{*with.stranger};
    must(holder.begin());
    must(run(*with.stranger, lock_everybody, {}));
    const auto answers = aut.commit(group);
    REQUIRE(answers.size() == group.size());
    CHECK(std::ranges::all_of(answers, is_kept_out));
    // Counting those that are not sent since one before them has failed. Down to each single write
    // there would be thirteen for each.
    CHECK(statements < 5 * group.size());
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::writer_locked_rows_tests
