#include "storage/people/people_desk.hpp"

#include "storage/requests/people.hpp"
#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::people_desk_tests {

TEST_SUITE_BEGIN("storage/people/people_desk");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

const std::string hash(32, '\xfe');

/// Servers with alice, who is signed in, and a desk beside them.
struct office {
  explicit office(test_database& on)
      : servers{on}
      , connection{on.connect()}
      , desk{*connection} {
    alice = servers.person(1, "alice");
    must(servers.commit(create_session{model::session_id{5}, alice, hash, at(0), at(100)}));
  }

  bool is_signed_in() { return servers.read.run(session_by_token{hash, at(1)}).has_value(); }

  test_store servers;
  std::unique_ptr<database> connection;
  people_desk desk;
  model::user_id alice;
};

} // namespace

TEST_CASE("people are listed by login, page by page") {
  on_each_driver([](test_database& on) {
    office in{on};
    in.servers.person(2, "carol");
    in.servers.person(3, "boris");
    must(in.servers.commit(note_session{model::session_id{5}, at(9)}));
    const auto first = must(in.desk.list("", 2));
    REQUIRE(first.size() == 2);
    CHECK(first[0].login == "alice");
    CHECK(first[0].seen_at == at(9));
    CHECK(first[1].login == "boris");
    CHECK(first[1].seen_at == model::timestamp{});
    const auto rest = must(in.desk.list("boris", 2));
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].name == "Carol");
    CHECK(code_of(in.desk.find("nobody")) == model::ec::not_found);
  });
}

TEST_CASE("whoever is added can be found by servers, and a login is taken once") {
  on_each_driver([](test_database& on) {
    office in{on};
    must(in.desk.add(model::user_id{9}, "dora", "Dora", "$phc", at(0)));
    CHECK(must(in.servers.read.run(user_by_login{"dora"})).user.id == model::user_id{9});
    CHECK(code_of(in.desk.add(model::user_id{10}, "dora", "Dora", "$phc", at(0))) ==
          model::ec::conflict);
  });
}

TEST_CASE("whoever is locked is nobody to servers until unlocked, and must sign in anew") {
  on_each_driver([](test_database& on) {
    office in{on};
    must(in.desk.lock(in.alice, at(1)));
    CHECK(must(in.desk.find("alice")).locked_at == at(1));
    CHECK(must(in.servers.read.run(user_by_login{"alice"})).locked_at == at(1));
    CHECK(!in.is_signed_in());
    CHECK(must(in.desk.sessions_of(in.alice, at(1))).empty());
    CHECK(must(in.servers.read.run(ended_sessions{{{5}}, at(1)})).size() == 1);
    // A sign-in that was under way.
    must(in.servers.commit(
        create_session{model::session_id{6}, in.alice, std::string(32, '\2'), at(0), at(100)}));
    CHECK(must(in.servers.read.run(ended_sessions{{{6}}, at(1)})).size() == 1);
    must(in.desk.unlock(in.alice));
    CHECK(must(in.desk.find("alice")).locked_at == model::timestamp{});
    CHECK(!in.is_signed_in());
  });
}

TEST_CASE("another password ends all sessions") {
  on_each_driver([](test_database& on) {
    office in{on};
    CHECK(must(in.desk.sessions_of(in.alice, at(1))).size() == 1);
    must(in.desk.set_password(in.alice, "$new"));
    CHECK(must(in.servers.read.run(user_by_login{"alice"})).password == "$new");
    CHECK(!in.is_signed_in());
  });
}

} // namespace vestnik::storage::people_desk_tests
