#include "storage/drivers/sqlite_database.hpp"

#include "storage/sql/query.hpp"
#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/test_store.hpp"

#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vestnik::storage::sqlite_database_tests {

// What is SQLite's own; what every driver must do is in database.cpp.

TEST_SUITE_BEGIN("storage/drivers/sqlite_database");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

std::unique_ptr<sqlite_database> open(const std::filesystem::path& file) {
  return must(sqlite_database::open({.file = file}));
}

std::string text_of(database& db, statement sql) {
  return must(one<std::string>(db, sql, {}, [](const row& r) { return r.text(0); })).value();
}

/// Opens the file, reads and closes it when it is asked: its part of the world has never seen the
/// connections of ours, as what is forked later would.
class another_program {
public:
  explicit another_program(const std::filesystem::path& file) {
    REQUIRE(::pipe(begin_.data()) == 0);
    child_ = ::fork();
    if (child_ != 0)
      return;
    char word = 0;
    if (::read(begin_[0], &word, 1) != 1)
      ::_exit(255);
    ::_exit(static_cast<int>(sum_in(file)));
  }
  another_program(const another_program&) = delete;
  another_program& operator=(const another_program&) = delete;
  ~another_program() {
    ::close(begin_[0]);
    ::close(begin_[1]);
  }

  [[nodiscard]] int sum_of_t() const {
    REQUIRE(::write(begin_[1], "!", 1) == 1);
    int status = 0;
    REQUIRE(::waitpid(child_, &status, 0) == child_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

private:
  static std::int64_t sum_in(const std::filesystem::path& file) {
    constexpr statement sum{"SELECT COALESCE(SUM(x), 0) FROM t"};
    const auto opened = sqlite_database::open({.file = file});
    return one<std::int64_t>(**opened, sum, {}, [](const row& r) { return r.integer(0); })
        .value()
        .value();
  }

  std::array<int, 2> begin_{};
  ::pid_t child_ = 0;
};

append one_message(std::uint64_t token, std::int64_t id, std::string text) {
  return {{model::room_kind::chat, 42}, token, {message(id, "", std::move(text))}, {}};
}

} // namespace

TEST_CASE("a connection waits for the disk and checks references") {
  const temporary_folder folder;
  auto db = open(folder / "test.db");
  CHECK(text_of(*db, "PRAGMA journal_mode") == "wal");
  CHECK(text_of(*db, "PRAGMA synchronous") == "2");
  CHECK(text_of(*db, "PRAGMA foreign_keys") == "1");
}

TEST_CASE("the files are readable by their owner alone") {
  const temporary_folder folder;
  auto db = open(folder / "test.db");
  constexpr statement make{"CREATE TABLE t (x BIGINT)"};
  must(run(*db, make, {}));
  for (const auto* name : {"test.db", "test.db-wal", "test.db-shm"}) {
    struct stat about {};
    REQUIRE(::stat((folder / name).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
  }
}

TEST_CASE("another program that looks into the file takes nothing away from ours") {
  const temporary_folder folder;
  const another_program reader{folder / "test.db"};
  const another_program next_reader{folder / "test.db"};
  auto first = open(folder / "test.db");
  constexpr statement make{"CREATE TABLE t (x BIGINT)"};
  must(run(*first, make, {}));
  auto second = open(folder / "test.db");
  CHECK(reader.sum_of_t() == 0);
  // Whoever closes last tidies up, and that program is not the last.
  CHECK(std::filesystem::exists(folder / "test.db-wal"));
  constexpr statement put{"INSERT INTO t VALUES (7)"};
  must(run(*first, put, {}));
  CHECK(next_reader.sum_of_t() == 7);
}

TEST_CASE("a file is made where a link leads") {
  const temporary_folder folder;
  std::filesystem::create_symlink("there.db", folder / "test.db");
  constexpr statement make{"CREATE TABLE t (x BIGINT)"};
  must(run(*open(folder / "test.db"), make, {}));
  CHECK(std::filesystem::is_regular_file(folder / "there.db"));
}

TEST_CASE("a file that cannot be opened is named with the reason") {
  const temporary_folder folder;
  const auto failed = sqlite_database::open({.file = folder / "missing/test.db"});
  REQUIRE(code_of(failed) == model::ec::unavailable);
  CHECK(failed.error().message.find("missing/test.db") != std::string::npos);
  CHECK(failed.error().message.find("No such file or directory") != std::string::npos);
}

TEST_CASE("a file that is no database is refused") {
  const temporary_folder folder;
  auto* file = std::fopen((folder / "test.db").c_str(), "w");
  REQUIRE(file != nullptr);
  std::fputs("Dear diary, this is long enough to be read as a header of a database file, "
             "and of course it is none at all.",
             file);
  std::fclose(file);
  const auto failed = sqlite_database::open({.file = folder / "test.db"});
  REQUIRE(code_of(failed) == model::ec::internal);
  CHECK(failed.error().message.find("not a database") != std::string::npos);
}

TEST_CASE("a writer that waits too long for another process is told to come back") {
  const temporary_folder folder;
  auto first = open(folder / "test.db");
  auto second = must(sqlite_database::open(
      {.file = folder / "test.db", .busy_timeout = std::chrono::milliseconds{1}}));
  transaction held{*first};
  must(held.begin());
  transaction waiting{*second};
  const auto refused = waiting.begin();
  REQUIRE(code_of(refused) == model::ec::unavailable);
  CHECK(refused.error().retry_after > std::chrono::milliseconds{0});
  must(held.commit());
  must(waiting.begin());
  must(waiting.commit());
}

TEST_CASE("a statement is one statement with parameters $1, $2 …") {
  const temporary_folder folder;
  auto db = open(folder / "test.db");
  constexpr statement two{"SELECT 1; SELECT 2"};
  constexpr statement question{"SELECT ?"};
  constexpr statement named{"SELECT $name"};
  CHECK(code_of(run(*db, two, {})) == model::ec::internal);
  CHECK(code_of(run(*db, question, {1})) == model::ec::internal);
  CHECK(code_of(run(*db, named, {1})) == model::ec::internal);
}

TEST_CASE("writes are refused when the disk is full, and later ones succeed") {
  class folder_database final : public test_database {
  public:
    std::unique_ptr<database> connect() override {
      auto opened = open(folder_ / "test.db");
      connection = opened.get();
      return opened;
    }
    std::unique_ptr<database> connect_reader() override {
      return must(sqlite_database::open(
          {.file = folder_ / "test.db", .mode = sqlite_settings::access::read_only}));
    }
    database* connection = nullptr;

  private:
    temporary_folder folder_;
  } on;
  test_store in{on};
  const auto [chat, token] = in.dialog();
  must(in.commit(one_message(token, 100, "before")));

  // SQLite's own limit ends a write as a full disk does. It never cuts off pages in use.
  constexpr statement no_space{"PRAGMA max_page_count = 1"};
  constexpr statement space{"PRAGMA max_page_count = 1000000"};
  must(run(*on.connection, no_space, {}));
  const std::string large(200'000, 'x');
  const std::vector<storage::write> group{one_message(token, 101, large),
                                          one_message(token, 102, "small"),
                                          one_message(token, 103, large)};
  const auto answers = in.write.commit(group);
  CHECK(code_of(answers[0]) == model::ec::storage_full);
  CHECK(code_of(answers[1]) == model::ec::none);
  CHECK(code_of(answers[2]) == model::ec::storage_full);
  CHECK(must(in.read.run(chat_history{chat})).at(0).text == "small");

  must(run(*on.connection, space, {}));
  CHECK(must(in.commit(one_message(token, 104, large)))[0].seq == 4);
  CHECK(must(in.read.run(chat_history{chat})).size() == 3);
  CHECK(text_of(*on.connection, "PRAGMA integrity_check") == "ok");
}

TEST_SUITE_END();

} // namespace vestnik::storage::sqlite_database_tests
