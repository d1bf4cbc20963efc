#include "storage/session_store.hpp"

#include "stored.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::session_store_tests {

TEST_SUITE_BEGIN("storage/session_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

const std::string hash(32, '\xfe');

create_session session(std::int64_t id, std::string token_hash, int expires = 100) {
  return {model::session_id{id}, model::user_id{1}, std::move(token_hash), at(0), at(expires)};
}

} // namespace

TEST_CASE("a token's hash tells who is signed in") {
  on_each_driver([](test_database& on) {
    stored in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    CHECK(must(in.read.run(session_by_token{hash, at(99)})) ==
          model::identity{model::user_id{1}, model::session_id{5}, "alice", "Alice"});
    CHECK(code_of(in.read.run(session_by_token{std::string(32, '\1'), at(0)})) ==
          model::ec::unauthenticated);
  });
}

TEST_CASE("a session ends at its time") {
  on_each_driver([](test_database& on) {
    stored in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash, 100)));
    CHECK(code_of(in.read.run(session_by_token{hash, at(100)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("an ended session is gone, and ending it again succeeds") {
  on_each_driver([](test_database& on) {
    stored in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(end_session{model::session_id{5}}));
    must(in.commit(end_session{model::session_id{5}}));
    CHECK(code_of(in.read.run(session_by_token{hash, at(1)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("a session of nobody is refused") {
  on_each_driver([](test_database& on) {
    stored in{on};
    CHECK(code_of(in.commit(session(5, hash))) == model::ec::conflict);
  });
}

TEST_CASE("purging removes what has ended and nothing else") {
  on_each_driver([](test_database& on) {
    stored in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash, 100)));
    must(in.commit(session(6, std::string(32, '\2'), 200)));
    in.purge(at(100));
    CHECK(code_of(in.read.run(session_by_token{hash, at(1)})) == model::ec::unauthenticated);
    CHECK(must(in.read.run(session_by_token{std::string(32, '\2'), at(1)})).session ==
          model::session_id{6});
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::session_store_tests
