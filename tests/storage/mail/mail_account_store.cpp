#include "storage/mail/mail_account_store.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::mail_account_store_tests {

TEST_SUITE_BEGIN("storage/mail/mail_account_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

const model::mail_server server{"imap.example.org", 65535, model::mail_security::starttls, "alice"};

create_mail_account account(std::int64_t id, std::string op) {
  return {model::account_id{id},
          model::user_id{1},
          std::move(op),
          "alice@example.org",
          server,
          "v1:sealed-password",
          at(1)};
}

} // namespace

TEST_CASE("an account is kept with all that a fetcher needs, and has a room") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    CHECK(must(in.commit(account(7, "op-a"))) == model::account_id{7});
    const auto found = must(in.read.run(mail_account_by_id{model::account_id{7}}));
    CHECK(found.account.id == model::account_id{7});
    CHECK(found.account.owner == model::user_id{1});
    CHECK(found.account.address == "alice@example.org");
    CHECK(found.account.server == server);
    CHECK(found.sealed_password == "v1:sealed-password");
    CHECK(found.cursors.empty());
    CHECK(must(in.commit(activate_room{{model::room_kind::mailbox, 7}, "n1"})).last_seq == 0);
  });
}

TEST_CASE("a repeated operation returns the first account") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(account(7, "op-a")));
    CHECK(must(in.commit(account(8, "op-a"))) == model::account_id{7});
    CHECK(must(in.commit(account(9, "op-b"))) == model::account_id{9});
    const auto accounts = must(in.read.run(mail_accounts_of_user{model::user_id{1}}));
    REQUIRE(accounts.size() == 2);
    CHECK(accounts[0].id == model::account_id{7});
    CHECK(accounts[1].id == model::account_id{9});
  });
}

TEST_CASE("an operation that was a message cannot become an account") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [chat, token] = in.dialog();
    must(in.commit(append{model::room_of(chat), token, {message(100, "op-a")}, {}}));
    const auto refused = in.commit(account(7, "op-a"));
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "op");
    CHECK(must(in.read.run(followed_mail_accounts{})).empty());
  });
}

TEST_CASE("an account of nobody is refused and leaves nothing") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    CHECK(code_of(in.commit(account(7, "op-a"))) == model::ec::conflict);
    in.person(1, "alice");
    CHECK(must(in.commit(account(8, "op-a"))) == model::account_id{8});
  });
}

TEST_CASE("a folder's cursor moves with the append that covers it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [id, token] = in.account();
    const auto room = model::room_of(id);
    must(in.commit(append{room, token, {}, {{id, "INBOX", 5, 10}, {id, "Отправленные", 6, 1}}}));
    must(in.commit(append{room, token, {}, {{id, "INBOX", 4'294'967'295u, 0}}}));
    const auto cursors = must(in.read.run(mail_account_by_id{id})).cursors;
    REQUIRE(cursors.size() == 2);
    CHECK(cursors[0].account == id);
    CHECK(cursors[0].folder == "INBOX");
    CHECK(cursors[0].uidvalidity == 4'294'967'295u);
    CHECK(cursors[0].last_uid == 0);
    CHECK(cursors[1].folder == "Отправленные");
    CHECK(must(in.commit(activate_room{room, "n1"})).last_seq == 0);
  });
}

TEST_CASE("a cursor moves only with the newest token and in its own mailbox") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [id, stale] = in.account();
    const auto token = must(in.commit(activate_room{model::room_of(id), "n2"})).token;
    CHECK(code_of(in.commit(append{model::room_of(id), stale, {}, {{id, "INBOX", 5, 10}}})) ==
          model::ec::stale_token);
    CHECK(code_of(in.commit(
              append{model::room_of(id), token, {}, {{model::account_id{8}, "INBOX", 5, 10}}})) ==
          model::ec::invalid);
    CHECK(must(in.read.run(mail_account_by_id{id})).cursors.empty());
  });
}

TEST_CASE("all accounts are to be followed, others than one's own are not listed") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    const auto boris = in.person(2, "boris");
    must(in.commit(account(7, "op-a")));
    auto another = account(8, "op-a");
    another.owner = boris;
    must(in.commit(another));
    CHECK(must(in.read.run(followed_mail_accounts{})) ==
          std::vector{model::account_id{7}, model::account_id{8}});
    const auto theirs = must(in.read.run(mail_accounts_of_user{boris}));
    REQUIRE(theirs.size() == 1);
    CHECK(theirs[0].id == model::account_id{8});
    CHECK(code_of(in.read.run(mail_account_by_id{model::account_id{9}})) == model::ec::not_found);
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::mail_account_store_tests
