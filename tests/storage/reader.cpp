#include "storage/reader.hpp"

#include "recording_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/objects/object_schema.hpp"
#include "stored.hpp"
#include "temporary_folder.hpp"
#include "tests/support/tables.hpp"

#include <boost/json/parse.hpp>
#include <sqlite3.h>

#include <array>
#include <doctest/doctest.h>
#include <set>
#include <string>

namespace vestnik::storage::reader_tests {

// What single questions answer is tested with the stores; here is what holds for all.

TEST_SUITE_BEGIN("storage/reader");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

/// Writes and asks everything that can be written and asked.
void use_everything(writer& write, reader& read, const object_table_ptr& places) {
  auto mail = log_entry{};
  mail.kind = model::event_kind::mail_received;
  mail.data = "{}";
  auto quarantined = mail;
  mail.rows =
      mail_row{model::mail_id{1}, {{model::account_id{7}, "INBOX", 1, 1}, {}, 0, {}, {}}, ""};
  quarantined.rows = quarantine_row{{{model::account_id{7}, "INBOX", 1, 2}, "broken"}};
  const auto place = [&places](object_row::change what) {
    auto made = log_entry{};
    made.kind = model::event_kind::object_changed;
    made.data = "{}";
    made.rows = object_row{what, places, 1,
                           std::make_shared<const boost::json::object>(
                               boost::json::parse(R"({"pk":1,"name":"a"})").as_object())};
    return made;
  };
  const auto collection = model::room_of(places->description());
  const model::room_name chat{model::room_kind::chat, 42};
  const model::room_name mailbox{model::room_kind::mailbox, 7};
  const std::vector<storage::write> writes{
      create_user{model::user_id{1}, "alice", "Alice", "$", at(0)},
      create_user{model::user_id{2}, "boris", "Boris", "$", at(0)},
      create_session{model::session_id{1}, model::user_id{1}, "hash", at(0), at(1)},
      create_session{model::session_id{2}, model::user_id{1}, "another", at(0), at(9)},
      create_ticket{"ticket", model::user_id{1}, model::session_id{2}, at(9)},
      spend_ticket{"ticket", at(1)},
      end_session{model::session_id{1}},
      open_dialog{model::chat_id{42}, model::user_id{1}, model::user_id{2}, at(0)},
      open_dialog{model::chat_id{43}, model::user_id{1}, model::user_id{2}, at(0)},
      activate_room{chat, "n1"},
      append{chat, 1, {message(1, "op-1"), message(2, "op-1"), message(3, "op-3")}, {}},
      create_mail_account{model::account_id{7}, model::user_id{1}, "op", "a@x", {}, "s", at(0)},
      activate_room{mailbox, "n1"},
      release_room{mailbox, model::node_id{1}},
      append{mailbox, 1, {mail, quarantined}, {{model::account_id{7}, "INBOX", 1, 2}}},
      activate_room{collection, "n1"},
      append{collection, 1, {place(object_row::change::insert)}, {}},
      append{collection, 1, {place(object_row::change::replace)}, {}},
  };
  for (const auto& answer : write.commit(writes))
    must(answer);
  while (must(write.purge_some(at(0))) == writer::purging::more)
    ;

  must(read.run(user_by_login{"alice"}));
  must(read.run(user_by_id{model::user_id{1}}));
  must(read.run(people_by_prefix{model::user_id{1}, "b"}));
  CHECK(code_of(read.run(session_by_token{"hash", at(0)})) == model::ec::unauthenticated);
  must(read.run(ended_sessions{{model::session_id{1}}, at(0)}));
  must(read.run(chats_of_user{model::user_id{1}}));
  must(read.run(members_of_chat{model::chat_id{42}}));
  must(read.run(chat_history{model::chat_id{42}}));
  must(read.run(log_range{chat, 0, 10, 10}));
  must(read.run(fetch_clearance{mailbox, model::node_id{1}}));
  must(read.run(mail_accounts_of_user{model::user_id{1}}));
  must(read.run(followed_mail_accounts{}));
  must(read.run(mail_account_by_id{model::account_id{7}}));
  must(read.run(mail_page{model::account_id{7}}));
  must(read.run(mail_by_id{model::account_id{7}, model::mail_id{1}}));
  must(read.run(objects_by_key{places, {1}}));
  must(read.run(objects_by_key{places, {1, 2}}));
  must(read.run(object_page{places, {}, nullptr, 0, 9}));
  must(read.run(object_page{places, {{"name", "a"}}, 0, 0, 9}));
  must(read.run(newest_object_key{places}));
}

/// How SQLite would run a statement, one line per table.
std::vector<std::string> plan_of(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* compiled = nullptr;
  const auto explained = "EXPLAIN QUERY PLAN " + sql;
  REQUIRE(sqlite3_prepare_v2(db, explained.c_str(), -1, &compiled, nullptr) == SQLITE_OK);
  std::vector<std::string> plan;
  while (sqlite3_step(compiled) == SQLITE_ROW)
    plan.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(compiled, 3)));
  sqlite3_finalize(compiled);
  return plan;
}

} // namespace

TEST_CASE("no question and no write goes through a whole table") {
  const temporary_folder folder;
  const auto file = folder / "test.db";
  std::set<std::string> statements;
  {
    auto connection = must(sqlite_database::open({.file = file}));
    must(migrate(*connection));
    const auto places =
        must(make_collections(*connection, std::array{&vestnik::test::places()})).front();
    writer write{std::make_unique<recording_database>(std::move(connection), statements),
                 test_retention()};
    reader read{std::make_unique<recording_database>(
        must(sqlite_database::open({.file = file, .mode = sqlite_settings::access::read_only})),
        statements)};
    use_everything(write, read, places);
  }
  CHECK(statements.size() >= 28);

  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::set<std::string> scans;
  for (const auto& sql : statements)
    for (const auto& step : plan_of(db, sql))
      // The rows that a statement for many is given are no table.
      if (step.starts_with("SCAN") && step != "SCAN given" && !step.ends_with("CONSTANT ROW"))
        scans.insert(step + " in " + sql);
  sqlite3_close_v2(db);
  // The questions whose answers are of a whole table.
  const auto of_all = [](const std::string& scan) {
    return scan.find("SELECT id FROM mail_accounts ORDER BY id") != std::string::npos ||
           scan.find("SELECT count(*) FROM model_") != std::string::npos;
  };
  std::erase_if(scans, of_all);
  CHECK_MESSAGE(scans.empty(), (scans.empty() ? "" : *scans.begin()));
}

TEST_SUITE_END();

} // namespace vestnik::storage::reader_tests
