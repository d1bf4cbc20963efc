#include "storage/drivers/sqlite_database.hpp"
#include "storage/sql/query.hpp"
#include "storage/writer.hpp"
#include "temporary_folder.hpp"
#include "test_store.hpp"

#include <csignal>
#include <doctest/doctest.h>
#include <random>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace vestnik::storage::writer_killed_tests {

TEST_SUITE_BEGIN("storage/writer_killed");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

constexpr int rounds = 30;
constexpr model::room_name room{model::room_kind::chat, 42};

std::unique_ptr<sqlite_database> open(const std::filesystem::path& file) {
  return must(sqlite_database::open({.file = file}));
}

std::string op_of(int round, int number) {
  return std::to_string(round) + "-" + std::to_string(number);
}

/// Appends groups of three without end, and tells each group that is durable by a byte.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int round, int tell) {
  auto connection = sqlite_database::open({.file = file});
  if (!connection)
    ::_exit(1);
  writer write{std::move(*connection), writer::retention{}};
  const storage::write activation = activate_room{room, "child"};
  auto answers = write.commit({&activation, 1});
  if (!answers[0])
    ::_exit(2);
  const auto token = std::get<activate_room::position>(*answers[0]).token;
  for (int number = 0;; number += 3) {
    std::vector<storage::write> group;
    for (int i = number; i < number + 3; ++i)
      group.emplace_back(
          append{room, token, {message(1'000'000 * (round + 1) + i, op_of(round, i), "text")}, {}});
    for (const auto& answer : write.commit(group))
      if (!answer)
        ::_exit(3);
    if (::write(tell, "+", 1) != 1)
      ::_exit(4);
  }
}

std::int64_t number(database& db, statement sql) {
  return must(one<std::int64_t>(db, sql, {}, [](const row& r) { return r.integer(0); })).value();
}

} // namespace

TEST_CASE("a process killed at any moment loses nothing that it was told is durable") {
  const temporary_folder folder;
  const auto file = folder / "test.db";
  {
    auto db = open(file);
    must(migrate(*db));
    writer write{std::move(db), writer::retention{}};
    const std::vector<storage::write> people{
        create_user{model::user_id{1}, "alice", "Alice", "$", at(0)},
        create_user{model::user_id{2}, "boris", "Boris", "$", at(0)},
        open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{2}, at(0)}};
    for (const auto& answer : write.commit(people))
      must(answer);
  }

  std::minstd_rand random{20261120};
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(file, round, ends[1]);
    }
    ::close(ends[1]);
    char byte = 0;
    int durable_groups = 0;
    for (const int enough = static_cast<int>(random() % 20); durable_groups <= enough;)
      if (::read(ends[0], &byte, 1) == 1)
        ++durable_groups;
      else
        break;
    REQUIRE(durable_groups > 0);
    // Somewhere in the middle of a later group.
    for (auto spin = random() % 100'000; spin > 0; --spin)
      asm volatile("");
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    while (::read(ends[0], &byte, 1) == 1)
      ++durable_groups;
    ::close(ends[0]);

    auto db = open(file);
    const auto intact = must(one<std::string>(*db, "PRAGMA integrity_check", {},
                                              [](const row& r) { return r.text(0); }));
    CHECK(intact == "ok");
    const auto last = number(*db, "SELECT last_seq FROM rooms WHERE kind = 1 AND id = 42");
    CHECK(number(*db, "SELECT COUNT(*) FROM room_log") == last);
    CHECK(number(*db, "SELECT MAX(seq) FROM room_log") == last);
    // Entry 1 made the chat; each further one has a message and an operation at its seq.
    constexpr statement consistent{
        "SELECT COUNT(*) FROM room_log "
        "JOIN messages ON messages.chat_id = room_log.room_id AND messages.seq = room_log.seq "
        "JOIN operations ON operations.room_id = room_log.room_id "
        "AND operations.seq = room_log.seq"};
    CHECK(number(*db, consistent) == last - 1);
    CHECK(number(*db, "SELECT COUNT(*) FROM operations") == last - 1);
    CHECK((last - 1) % 3 == 0);
    constexpr statement of_round{"SELECT COUNT(*) FROM operations WHERE op LIKE $1"};
    const auto pattern = std::to_string(round) + "-%";
    const auto stored_now = must(one<std::int64_t>(*db, of_round, {pattern}, [](const row& r) {
                              return r.integer(0);
                            })).value();
    CHECK(stored_now >= 3 * durable_groups);
    CHECK(stored_now <= 3 * (durable_groups + 1));
  }
}

TEST_SUITE_END();

} // namespace vestnik::storage::writer_killed_tests
