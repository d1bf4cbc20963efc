#include "storage/requests/people.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace vestnik::storage::user_store_tests {

TEST_SUITE_BEGIN("storage/people/user_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

std::vector<std::string> logins_with(test_store& in, const std::string& prefix,
                                     std::int64_t asker = 99, std::uint32_t limit = 20) {
  std::vector<std::string> logins;
  for (const auto& found :
       must(in.read.run(people_by_prefix{model::user_id{asker}, prefix, limit})))
    logins.push_back(found.login);
  return logins;
}

void add(test_store& in, std::int64_t id, std::string login, std::string name) {
  must(in.commit(create_user{model::user_id{id}, std::move(login), std::move(name), "$", at(0)}));
}

using names = std::vector<std::string>;

} // namespace

TEST_CASE("a renewed hash takes the place of the one it was made from, and of no other") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    const auto stored_hash = [&] { return must(in.read.run(user_by_login{"alice"})).password; };
    must(in.commit(renew_password{alice, "$phc", "$better"}));
    CHECK(stored_hash() == "$better");
    must(in.commit(renew_password{alice, "$phc", "$late"}));
    CHECK(stored_hash() == "$better");
    must(in.commit(renew_password{model::user_id{77}, "$phc", "$nobody"}));
  });
}

TEST_CASE("a new person is found by login and by id, and has a room") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    must(in.commit(create_user{model::user_id{1}, "alice", "Алиса 🌲", "$argon2id$x", at(0)}));
    const auto found = must(in.read.run(user_by_login{"alice"}));
    CHECK(found.user.id == model::user_id{1});
    CHECK(found.user.name == "Алиса 🌲");
    CHECK(found.password == "$argon2id$x");
    CHECK(must(in.read.run(user_by_id{model::user_id{1}})).login == "alice");
    const auto room = must(in.commit(activate_room{{model::room_kind::user, 1}, "n1"}));
    CHECK(room.last_seq == 0);
    CHECK(room.token == 1);
  });
}

TEST_CASE("a login is given once") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    const auto refused = in.commit(create_user{model::user_id{2}, "alice", "Another", "$", at(1)});
    REQUIRE(code_of(refused) == model::ec::conflict);
    CHECK(refused.error().field == "login");
    CHECK(must(in.read.run(user_by_login{"alice"})).user.id == model::user_id{1});
    CHECK(code_of(in.read.run(user_by_id{model::user_id{2}})) == model::ec::not_found);
    CHECK(code_of(in.commit(activate_room{{model::room_kind::user, 2}, "n1"})) ==
          model::ec::not_found);
  });
}

TEST_CASE("an unknown login or id finds nobody") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    CHECK(code_of(in.read.run(user_by_login{"nobody"})) == model::ec::not_found);
    CHECK(code_of(in.read.run(user_by_id{model::user_id{5}})) == model::ec::not_found);
  });
}

TEST_CASE("people are found by the beginning of login or name, without case") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    add(in, 1, "boris", "Борис Годунов");
    add(in, 2, "bob", "Robert");
    add(in, 3, "zoe", "Bo Derek");
    add(in, 4, "yolka", "ЁЛКА");
    CHECK(logins_with(in, "bo") == names{"bob", "boris", "zoe"});
    CHECK(logins_with(in, "BOB") == names{"bob"});
    CHECK(logins_with(in, "борис г") == names{"boris"});
    CHECK(logins_with(in, "БОР") == names{"boris"});
    // The letter and its two-code-point form are the same.
    CHECK(logins_with(in, "ёлк") == names{"yolka"});
    CHECK(logins_with(in, "\u0435\u0308лк") == names{"yolka"});
    CHECK(logins_with(in, "obert") == names{});
  });
}

TEST_CASE("the asker is left out, a person is listed once, and the limit holds") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    for (int i = 10; i < 40; ++i)
      add(in, i, "user" + std::to_string(i), "User " + std::to_string(i));
    CHECK(logins_with(in, "user", 10, 3) == names{"user11", "user12", "user13"});
    CHECK(logins_with(in, "", 10, 100).size() == 29);
  });
}

TEST_CASE("wildcards of SQL are ordinary characters in a prefix") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    add(in, 1, "percent", "100% sure");
    add(in, 2, "plain", "100 times");
    add(in, 3, "under", "a_b");
    add(in, 4, "other", "axb");
    add(in, 5, "slash", "a\\b");
    CHECK(logins_with(in, "100%") == names{"percent"});
    CHECK(logins_with(in, "%") == names{});
    CHECK(logins_with(in, "a_") == names{"under"});
    CHECK(logins_with(in, "a\\") == names{"slash"});
    CHECK(logins_with(in, "'; DROP TABLE users; --") == names{});
    CHECK(logins_with(in, "100") == names{"percent", "plain"});
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::user_store_tests
