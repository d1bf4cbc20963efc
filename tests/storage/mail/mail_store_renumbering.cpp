#include "storage/mail/mail_store.hpp"
#include "storage/sql/query.hpp"
#include "tests/storage/test_store.hpp"

#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vestnik::storage::mail_store_renumbering_tests {

TEST_SUITE_BEGIN("storage/mail/mail_store: renumbering");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

using fate = append::fate;

/// A mailbox whose folder the server numbers anew, and what is appended to its log.
struct mailbox_log {
  explicit mailbox_log(test_database& on)
      : store{on} {
    std::tie(account, token) = store.account();
  }

  log_entry entry(model::event_kind kind, entry_rows rows) {
    log_entry made;
    made.kind = kind;
    made.at = at(5);
    made.data = "{}";
    made.rows = std::move(rows);
    return made;
  }

  /// A mail with an id of its own.
  log_entry mail(std::uint32_t uid, std::string text) {
    mail_row row;
    row.id = model::mail_id{++last_id};
    row.mail.key = {account, "INBOX", uidvalidity, uid};
    row.mail.date_received = at(last_id);
    row.mail.content.message_id = "id of " + text;
    row.mail.content.text = std::move(text);
    return entry(model::event_kind::mail_received, std::move(row));
  }

  append::result_type put(std::vector<log_entry> entries,
                          std::vector<folder_advance> cursors = {}) {
    return must(store.commit(
        append{model::room_of(account), token, std::move(entries), std::move(cursors)}));
  }

  /// The server says this UIDVALIDITY from now on.
  void renumber(std::uint32_t to) {
    uidvalidity = to;
    put({entry(model::event_kind::mailbox_reset, {})}, {{{account, "INBOX", to, 0}, 0}});
  }

  append::outcome forget() {
    return put({entry(model::event_kind::mailbox_reset,
                      replaced_mails{account, "INBOX", uidvalidity})})
        .front();
  }

  /// The texts of all mails, by id.
  std::vector<std::pair<std::int64_t, std::string>> mails() {
    std::vector<std::pair<std::int64_t, std::string>> all;
    for (const auto& line : must(store.read.run(mail_page{account})))
      all.emplace_back(line.id.value,
                       must(store.read.run(mail_by_id{account, line.id})).mail.content.text);
    std::ranges::sort(all);
    return all;
  }

  test_store store;
  model::account_id account;
  std::uint64_t token = 0;
  std::uint32_t uidvalidity = 0;
  std::int64_t last_id = 0;
};

using found = std::vector<std::pair<std::int64_t, std::string>>;

} // namespace

TEST_CASE(
    "a mail that comes again when its folder has been renumbered keeps its id and is no news") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    x.put({x.mail(1, "a"), x.mail(2, "b")});
    x.renumber(12);
    auto again = x.mail(7, "b");
    std::get<mail_row>(again.rows).mail.flags = {"\\Seen"};
    const auto done = x.put({again, x.mail(8, "c")});
    CHECK(done[0].kind == fate::known);
    CHECK(done[1].kind == fate::appended);
    CHECK(x.mails() == found{{1, "a"}, {2, "b"}, {4, "c"}});
    const auto moved = must(x.store.read.run(mail_by_id{x.account, model::mail_id{2}}));
    CHECK(moved.mail.key == model::mail_key{x.account, "INBOX", 12, 7});
    CHECK(moved.mail.flags == std::vector<std::string>{"\\Seen"});
  });
}

TEST_CASE("a mailbox has each mail once, however often its server renumbers it") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    const found all{{1, "a"}, {2, "b"}, {3, "c"}, {4, "d"}, {5, "e"}};
    for (std::uint32_t look = 1; look < 40; ++look) {
      x.renumber(look % 7 + 1);
      for (const auto& [id, text] : all)
        // Some looks end before all is read.
        if (look < 2 || id != look % 5)
          x.put({x.mail(static_cast<std::uint32_t>(id) + look, text)});
    }
    CHECK(x.mails() == all);
  });
}

TEST_CASE("mails that are the same stay as many as there are") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    x.put({x.mail(1, "a"), x.mail(2, "a")});
    x.renumber(12);
    const auto first = x.mail(1, "a");
    const auto second = x.mail(2, "a");
    x.put({first});
    MESSAGE("an append whose outcome was unknown is repeated");
    x.put({first});
    CHECK(x.put({second, x.mail(3, "a")})[1].kind == fate::appended);
    CHECK(x.mails() == found{{1, "a"}, {2, "a"}, {5, "a"}});
  });
}

TEST_CASE("an earlier UIDVALIDITY that comes back numbers anew") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    x.put({x.mail(1, "a"), x.mail(2, "b")});
    x.renumber(12);
    x.renumber(11);
    MESSAGE("the number of one mail is another's now");
    const auto done = x.put({x.mail(1, "b"), x.mail(2, "c")});
    CHECK(done[0].kind == fate::known);
    CHECK(done[1].kind == fate::appended);
    x.forget();
    CHECK(x.mails() == found{{2, "b"}, {4, "c"}});
  });
}

TEST_CASE("what has not come again is forgotten, and the log tells it once") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    x.put({x.mail(1, "a"), x.mail(2, "b"), x.mail(3, "c")});
    CHECK(x.forget().kind == fate::known);
    x.renumber(12);
    x.put({x.mail(1, "c")});
    CHECK(x.forget().kind == fate::appended);
    CHECK(x.mails() == found{{3, "c"}});
    CHECK(x.forget().kind == fate::known);
  });
}

TEST_CASE("nothing is forgotten of a folder that was renumbered again meanwhile") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    x.put({x.mail(1, "a")});
    x.renumber(12);
    x.renumber(13);
    x.uidvalidity = 12;
    CHECK(x.forget().kind == fate::known);
    CHECK(x.mails() == found{{1, "a"}});
  });
}

TEST_CASE("a mail that could not be read may be readable when its folder has been renumbered") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    x.renumber(11);
    const auto poison = [&] {
      return x.entry(model::event_kind::mail_quarantined,
                     quarantine_row{{{x.account, "INBOX", x.uidvalidity, 1}, "too deep"}});
    };
    CHECK(x.put({poison()}).front().kind == fate::appended);
    CHECK(x.put({x.mail(1, "a")}).front().kind == fate::known);
    x.renumber(12);
    CHECK(x.put({poison()}).front().kind == fate::appended);
    CHECK(x.put({poison()}).front().kind == fate::known);
    x.renumber(11);
    CHECK(x.put({x.mail(1, "a")}).front().kind == fate::appended);
    constexpr statement select_all{"SELECT uid FROM mail_quarantine"};
    CHECK(must(count(*on.connect(), select_all, {})) == 0);
  });
}

TEST_CASE("mails are removed from their own mailbox only and by no operation") {
  on_each_driver([](test_database& on) {
    mailbox_log x{on};
    auto foreign =
        x.entry(model::event_kind::mailbox_reset, replaced_mails{model::account_id{8}, "INBOX", 1});
    auto operation =
        x.entry(model::event_kind::mailbox_reset, replaced_mails{x.account, "INBOX", 1});
    operation.op = "op";
    for (const auto& wrong : {foreign, operation})
      CHECK(code_of(x.store.commit(append{model::room_of(x.account), x.token, {wrong}, {}})) ==
            model::ec::invalid);
  });
}

} // namespace vestnik::storage::mail_store_renumbering_tests
