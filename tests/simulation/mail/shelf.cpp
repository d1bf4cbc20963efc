#include "tests/simulation/mail/shelf.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace vestnik::simulation {

namespace json = boost::json;

namespace {

/// The rows of integers that the statement gives.
void for_each_row(sqlite3* in, const char* sql, const auto& visit) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(in, sql, -1, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error{sqlite3_errmsg(in)};
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owned{statement,
                                                                         &sqlite3_finalize};
  while (sqlite3_step(statement) == SQLITE_ROW)
    visit([statement](int column) { return sqlite3_column_int64(statement, column); });
}

json::array listed(const std::set<shelf::key>& keys) {
  json::array out;
  for (const auto& [uidvalidity, uid] : keys)
    out.push_back(json::array{uidvalidity, uid});
  return out;
}

} // namespace

shelf::shelf(const std::filesystem::path& file) {
  if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    throw std::runtime_error{"the database cannot be read"};
}

shelf::~shelf() { sqlite3_close(database_); }

std::vector<shelf::mailbox> shelf::read() const {
  std::map<std::int64_t, mailbox> out;
  // The column holds how often the folder was renumbered above the UIDVALIDITY of the server. A
  // server that takes an old UIDVALIDITY up again names other letters by it: rows of an earlier
  // numbering are left out then.
  for_each_row(database_,
               "SELECT a.id, f.uidvalidity & 4294967295, f.last_uid, f.uidvalidity"
               " FROM mail_accounts a LEFT JOIN mail_folders f ON f.account_id = a.id",
               [&](const auto& column) {
                 out[column(0)] = {column(0), column(1), column(2), {}, {}, column(3)};
               });
  const auto gather = [&](const char* sql, std::set<key> mailbox::*into) {
    for_each_row(database_, sql, [&](const auto& column) {
      auto& of = out.at(column(0));
      if (column(1) != of.uidvalidity || column(3) == of.numbering)
        (of.*into).emplace(column(1), column(2));
    });
  };
  gather("SELECT account_id, uidvalidity & 4294967295, uid, uidvalidity FROM mails",
         &mailbox::stored);
  gather("SELECT account_id, uidvalidity & 4294967295, uid, uidvalidity FROM mail_quarantine",
         &mailbox::quarantined);
  std::vector<mailbox> list;
  for (auto& [id, each] : out)
    list.push_back(std::move(each));
  return list;
}

void shelf::note(story& record) {
  for (auto& each : read()) {
    auto& before = noted_[each.account];
    if (before == each)
      continue;
    record.shelf({{"account", std::to_string(each.account)},
                  {"uidvalidity", each.uidvalidity},
                  {"cursor", each.last_uid},
                  {"stored", listed(each.stored)},
                  {"quarantined", listed(each.quarantined)}});
    before = std::move(each);
  }
}

} // namespace vestnik::simulation
