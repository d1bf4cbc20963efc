#include "fresh_schema.hpp"
#include "lossy_relay.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/sql/query.hpp"
#include "storage/writer.hpp"
#include "test_store.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <thread>

namespace vestnik::storage::writer_lost_tests {

// A writer whose connection to PostgreSQL is lost: what it is told is unknown is settled
// by its repetition (docs/decisions.md 4, docs/decisions.md 5).

TEST_SUITE_BEGIN("storage/writer_lost");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using fate = append::fate;

constexpr model::room_name room{model::room_kind::chat, 42};

std::unique_ptr<postgres_database> open(const std::string& url) {
  return must(postgres_database::open({.url = url}));
}

/// Two people with a dialog, `room`.
void prepare(const fresh_schema& schema) {
  auto db = open(schema.url());
  must(migrate(*db));
  writer write{std::move(db), writer::retention{}};
  const std::vector<storage::write> people{
      create_user{model::user_id{1}, "alice", "Alice", "$", at(0)},
      create_user{model::user_id{2}, "boris", "Boris", "$", at(0)},
      open_dialog{model::chat_id{room.id}, model::user_id{1}, model::user_id{2}, at(0)}};
  for (const auto& answer : write.commit(people))
    must(answer);
}

template <class Write>
model::result<typename Write::result_type> commit(writer& to, Write write) {
  const storage::write one{std::move(write)};
  auto answers = to.commit({&one, 1});
  if (!answers.front())
    return answers.front().error();
  return std::get<typename Write::result_type>(std::move(*answers.front()));
}

std::int64_t number(database& db, statement sql) {
  return must(one<std::int64_t>(db, sql, {}, [](const row& r) { return r.integer(0); })).value();
}

constexpr statement last_seq{"SELECT last_seq FROM rooms WHERE kind = 1 AND id = 42"};
constexpr statement entries{"SELECT COUNT(*) FROM room_log WHERE room_kind = 1 AND room_id = 42"};
constexpr statement messages{"SELECT COUNT(*) FROM messages"};
constexpr statement operations{"SELECT COUNT(*) FROM operations"};

/// Entry 1 made the chat.
void check_stored_once(const fresh_schema& schema, std::int64_t count) {
  const auto db = open(schema.url());
  CHECK(number(*db, last_seq) == count + 1);
  CHECK(number(*db, entries) == count + 1);
  CHECK(number(*db, messages) == count);
  CHECK(number(*db, operations) == count);
}

} // namespace

TEST_CASE("a commit whose answer is lost is there, and its repetition gets the first result") {
  const fresh_schema schema;
  prepare(schema);
  lossy_relay relay{fresh_schema::socket_folder()};
  writer write{open(schema.url_through(relay.folder())), writer::retention{}};
  const auto token = must(commit(write, activate_room{room, "n1"})).token;

  const std::vector<storage::write> group{append{room, token, {message(100, "op-a")}, {}},
                                          append{room, token, {message(101, "op-b")}, {}}};
  relay.lose(lossy_relay::loss::answer);
  for (const auto& answer : write.commit(group))
    CHECK(code_of(answer) == model::ec::outcome_unknown);
  check_stored_once(schema, 2);

  // Under new ids, as a new owner would give them.
  const auto again =
      must(commit(write, append{room, token, {message(200, "op-b"), message(201, "op-c")}, {}}));
  CHECK(again[0].kind == fate::repeated_operation);
  CHECK(again[0].seq == 3);
  CHECK(again[0].result == message(101, "op-b").result);
  CHECK(again[1].kind == fate::appended);
  CHECK(again[1].seq == 4);
  check_stored_once(schema, 3);
}

TEST_CASE("a commit whose order is lost is not there, and its repetition is the first") {
  const fresh_schema schema;
  prepare(schema);
  lossy_relay relay{fresh_schema::socket_folder()};
  writer write{open(schema.url_through(relay.folder())), writer::retention{}};
  const auto token = must(commit(write, activate_room{room, "n1"})).token;

  const append post{room, token, {message(100, "op-a")}, {}};
  relay.lose(lossy_relay::loss::order);
  CHECK(code_of(commit(write, post)) == model::ec::outcome_unknown);
  check_stored_once(schema, 0);

  const auto again = must(commit(write, post));
  CHECK(again[0].kind == fate::appended);
  CHECK(again[0].seq == 2);
  check_stored_once(schema, 1);
}

TEST_CASE("a commit that is still under way is not overtaken, neither by its repetition nor by a "
          "new owner") {
  const fresh_schema schema;
  prepare(schema);
  writer first{open(schema.url()), writer::retention{}};
  const auto token = must(commit(first, activate_room{room, "n1"})).token;

  // As a connection whose client has given up, and whose COMMIT is still on its way.
  const auto slow = open(schema.url());
  room_store rooms{*slow};
  transaction unit{*slow};
  must(unit.begin());
  log_places place{room, token, 1};
  must(rooms.take({&place, 1}));
  const auto last = place.after.value_or(0);
  const auto entry = message(100, "op-a");
  const operation done{entry.author, entry.op, room, last + 1, entry.result, entry.at};
  must(rooms.note({&done, 1}));
  const placed_entry placed{room, last + 1, &entry};
  must(rooms.write({&placed, 1}));

  const append again{room, token, {message(200, "op-a")}, {}};
  const auto refused = commit(first, again);
  REQUIRE(!refused);
  CHECK(is_locked_by_another(refused.error()));
  const auto taken = commit(first, activate_room{room, "n2"});
  REQUIRE(!taken);
  CHECK(is_locked_by_another(taken.error()));

  must(unit.commit());
  const auto answer = must(commit(first, again));
  CHECK(answer[0].kind == fate::repeated_operation);
  CHECK(answer[0].seq == last + 1);
  CHECK(must(commit(first, activate_room{room, "n2"})).last_seq == last + 1);
}

TEST_CASE("connections ended at any moment lose nothing, repeat nothing and leave no doubt") {
  const fresh_schema schema;
  prepare(schema);
  writer write{open(schema.url() + "&application_name=victim"), writer::retention{}};
  const auto token = must(commit(write, activate_room{room, "n1"})).token;

  std::atomic<bool> is_done = false;
  std::atomic<int> ended = 0;
  std::thread killer{[&] {
    const auto db = open(schema.url());
    constexpr statement end_victim{"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                   "WHERE application_name = 'victim' AND xact_start IS NOT NULL"};
    std::minstd_rand random{20261121};
    while (!is_done) {
      // So many round trips later: at any point of some transaction.
      for (auto trips = random() % 100; trips > 0; --trips)
        number(*db, entries);
      ended += static_cast<int>(must(count(*db, end_victim, {})));
    }
  }};

  // Each group again until it has a definite answer.
  constexpr int groups = 100;
  int unknown = 0;
  for (int group = 0; group < groups; ++group) {
    append post{room, token, {}, {}};
    for (int i = 0; i < 3; ++i)
      post.entries.push_back(
          message(100 + 3 * group + i, std::to_string(group) + "-" + std::to_string(i)));
    auto answer = commit(write, post);
    for (; !answer; answer = commit(write, post))
      if (answer.error().code == model::ec::outcome_unknown)
        ++unknown;
      else
        REQUIRE(answer.error().code == model::ec::unavailable);
    CHECK(answer->at(2).seq == static_cast<std::uint64_t>(3 * group + 4));
  }
  is_done = true;
  killer.join();
  MESSAGE(ended.load(), " connections ended, ", unknown, " outcomes unknown");
  CHECK(ended > 0);
  check_stored_once(schema, 3 * groups);
}

TEST_SUITE_END();

} // namespace vestnik::storage::writer_lost_tests
