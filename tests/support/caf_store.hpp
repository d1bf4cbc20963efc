#pragma once

#include "actors/store/store_committer.hpp"
#include "actors/store/store_reader.hpp"
#include "actors/store/store_writer.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/open.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/failing_database.hpp"
#include "tests/storage/temporary_folder.hpp"

#include <boost/json/parse.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/caf_test.hpp"

namespace vestnik::test {

/// A time of the tests: so many seconds after a day in 2026.
inline model::timestamp at(int seconds) {
  return model::timestamp{std::chrono::seconds{1'780'000'000 + seconds}};
}

/// What an owner answered, as JSON.
inline boost::json::value json_of(const model::result<model::json_text>& answer) {
  return boost::json::parse(must(answer).text);
}

/// A real database in a folder of its own; its commits fail when told to. Its writer and reader
/// serve as actors on the test's scheduler, and the test uses them directly in between.
struct actor_store {
  explicit actor_store(caf::actor_system& sys) {
    using storage::sqlite_database;
    const auto file = folder / "vestnik.db";
    auto writing = std::make_unique<storage::test::failing_database>(
        must(sqlite_database::open({.file = file})));
    must(storage::migrate(*writing));
    commits = &writing->fail_commits;
    write = std::make_shared<storage::writer>(std::move(writing), storage::writer::retention{});
    read = std::make_shared<storage::reader>(must(sqlite_database::open(
        {.file = file, .mode = storage::sqlite_settings::access::read_only})));
    // By itself it would purge, which the commits that fail are not meant for.
    committer = sys.spawn(actors::store_committer, write, std::chrono::milliseconds{});
    handles.writer = sys.spawn(actors::store_writer, committer, actors::store_writer_settings{});
    handles.readers = {sys.spawn(actors::store_reader, read)};
  }

  template <class Write>
  typename Write::result_type commit(Write request) {
    const storage::write order{std::move(request)};
    auto answers = write->commit({&order, 1});
    return std::get<typename Write::result_type>(must(std::move(answers.at(0))));
  }

  template <class Query>
  typename Query::result_type ask(Query question) {
    return must(read->run(question));
  }

  /// Changes the database behind the back of all.
  void change(storage::statement sql) {
    const auto another = must(storage::sqlite_database::open({.file = folder / "vestnik.db"}));
    must(storage::run(*another, sql, {}));
  }

  /// What the writer has gathered is committed, message by message.
  void run_commit(caf::scheduler::test_coordinator& sched) {
    expect((vestnik::atom::commit), from(handles.writer).to(handles.writer));
    expect((actors::commit_order), from(handles.writer).to(committer));
    expect((actors::commit_outcomes), from(committer).to(handles.writer));
  }

  /// A person `login` whose name is the login.
  model::user_id person(std::int64_t id, const std::string& login) {
    commit(storage::create_user{model::user_id{id}, login, login, "$phc", at(0)});
    return model::user_id{id};
  }

  /// Another owner takes the room over.
  void usurp(model::room_name room) { commit(storage::activate_room{room, "another"}); }

  [[nodiscard]] std::vector<model::event> log_of(model::room_name room) {
    return ask(storage::log_range{room, 0, 1'000'000});
  }

  storage::test::temporary_folder folder;
  /// How the writer's next commits fail.
  std::deque<storage::test::failing_database::failure>* commits = nullptr;
  std::shared_ptr<storage::writer> write;
  std::shared_ptr<storage::reader> read;
  actors::store_committer_actor committer;
  actors::store handles;
};

} // namespace vestnik::test
