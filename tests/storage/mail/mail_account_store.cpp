#include "storage/mail/mail_account_store.hpp"

#include "tests/storage/test_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

namespace vestnik::storage::mail_account_store_tests {

TEST_SUITE_BEGIN("storage/mail/mail_account_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

create_mail_account account(std::int64_t id, std::string op) {
  return {model::account_id{id},
          model::user_id{1},
          std::move(op),
          "alice@example.org",
          {"imap.example.org", 65535, model::mail_security::starttls, "alice" + std::to_string(id)},
          "v1:sealed-password",
          at(1)};
}

append advanced(std::uint64_t token, std::vector<folder_advance> cursors) {
  return {{model::room_kind::mailbox, 7}, token, {}, std::move(cursors)};
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
    CHECK(found.account.server == account(7, {}).server);
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
    must(
        in.commit(append{room, token, {}, {{{id, "INBOX", 5, 10}}, {{id, "Отправленные", 6, 1}}}}));
    must(in.commit(append{room, token, {}, {{{id, "INBOX", 4'294'967'295u, 0}}}}));
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
    CHECK(code_of(in.commit(append{model::room_of(id), stale, {}, {{{id, "INBOX", 5, 10}}}})) ==
          model::ec::stale_token);
    CHECK(code_of(in.commit(
              append{model::room_of(id), token, {}, {{{model::account_id{8}, "INBOX", 5, 10}}}})) ==
          model::ec::invalid);
    CHECK(must(in.read.run(mail_account_by_id{id})).cursors.empty());
  });
}

TEST_CASE("a cursor does not pass what is not stored, and the append that would is not either") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [id, token] = in.account();
    const auto cursor = [&] { return must(in.read.run(mail_account_by_id{id})).cursors; };
    const auto refused = in.commit(advanced(token, {{{id, "INBOX", 5, 20}, 10}}));
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "cursor");
    CHECK(cursor().empty());

    MESSAGE("steps that follow each other go on, also in one append");
    must(in.commit(advanced(token, {{{id, "INBOX", 5, 10}, 0}, {{id, "INBOX", 5, 20}, 10}})));
    CHECK(cursor() == std::vector<folder_cursor>{{id, "INBOX", 5, 20}});

    MESSAGE("a hole in the middle refuses all of them");
    CHECK(code_of(in.commit(advanced(token, {{{id, "INBOX", 5, 30}, 20},
                                             {{id, "INBOX", 5, 50}, 40}}))) == model::ec::conflict);
    CHECK(cursor() == std::vector<folder_cursor>{{id, "INBOX", 5, 20}});

    MESSAGE("nor does it go on in a folder that was numbered otherwise");
    CHECK(code_of(in.commit(advanced(token, {{{id, "INBOX", 6, 30}, 20}}))) == model::ec::conflict);
  });
}

TEST_CASE("an advance that is repeated, since its outcome was unknown, changes nothing") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto [id, token] = in.account();
    must(in.commit(advanced(token, {{{id, "INBOX", 5, 10}, 0}})));
    must(in.commit(advanced(token, {{{id, "INBOX", 5, 20}, 10}})));
    must(in.commit(advanced(token, {{{id, "INBOX", 5, 10}, 0}})));
    CHECK(must(in.read.run(mail_account_by_id{id})).cursors ==
          std::vector<folder_cursor>{{id, "INBOX", 5, 20}});
  });
}

TEST_CASE("a person has an account once, whatever its id and password are") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(account(7, "op-a")));
    auto same = account(8, "op-b");
    same.server = account(7, {}).server;
    const auto refused = in.commit(same);
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "user");
    same.owner = in.person(2, "boris");
    CHECK(must(in.commit(same)) == model::account_id{8});
  });
}

TEST_CASE("of two who add an account of one person at once one is refused") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    std::array<writer, 2> nodes{writer{on.connect(), test_store::kept},
                                writer{on.connect(), test_store::kept}};
    for (std::int64_t round = 0; round < 20; ++round) {
      std::array<model::ec, 2> answers{};
      std::barrier start{2};
      std::vector<std::jthread> threads;
      for (const std::int64_t node : {0, 1})
        threads.emplace_back([&, node] {
          auto order = account(100 + 2 * round + node, fmt::format("op-{}-{}", round, node));
          order.server = account(round, {}).server;
          const storage::write one{order};
          start.arrive_and_wait();
          const auto at = static_cast<std::size_t>(node);
          answers.at(at) = code_of(nodes.at(at).commit({&one, 1}).front());
        });
      threads.clear();
      std::ranges::sort(answers);
      CHECK(answers == std::array{model::ec::none, model::ec::conflict});
    }
  });
}

TEST_CASE("a person has no more accounts than are allowed") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    auto order = account(7, "op-7");
    order.most = 2;
    must(in.commit(order));
    must(in.commit(account(8, "op-8")));
    auto one_more = account(9, "op-9");
    one_more.most = 2;
    CHECK(code_of(in.commit(one_more)) == model::ec::too_many);
    CHECK(must(in.commit(order)) == model::account_id{7});
  });
}

TEST_CASE("an account that was refused is refused again, and its operation is not used") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(account(7, "op-1")));
    auto same = account(8, "op-2");
    same.server = account(7, {}).server;
    CHECK(code_of(in.commit(same)) == model::ec::conflict);
    CHECK(code_of(in.commit(same)) == model::ec::conflict);
    same.server.host = "elsewhere.example";
    CHECK(must(in.commit(same)) == same.id);
  });
}

TEST_CASE("all accounts of a person count, however many may be listed at once") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    for (int i = 0; i < 60; ++i) {
      auto next = account(i + 1, "op-" + std::to_string(i));
      next.server.host = "host-" + std::to_string(i);
      next.most = 60;
      must(in.commit(next));
    }
    auto last = account(61, "op-last");
    last.server = account(60, {}).server;
    last.server.host = "host-59";
    last.most = 100;
    CHECK(code_of(in.commit(last)) == model::ec::conflict);
    last.server.host = "host-60";
    last.most = 60;
    CHECK(code_of(in.commit(last)) == model::ec::too_many);
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
