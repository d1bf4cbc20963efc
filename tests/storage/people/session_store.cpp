#include "storage/people/session_store.hpp"

#include "tests/storage/test_store.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vestnik::storage::session_store_tests {

TEST_SUITE_BEGIN("storage/people/session_store");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

const std::string hash(32, '\xfe');

create_session session(std::int64_t id, std::string token_hash, int expires = 100) {
  return {model::session_id{id}, model::user_id{1}, std::move(token_hash), at(0), at(expires)};
}

create_ticket ticket(std::string ticket_hash, int expires = 30) {
  return {std::move(ticket_hash), model::user_id{1}, model::session_id{5}, at(expires)};
}

const std::string ticket_hash(32, '\xfd');

} // namespace

TEST_CASE("a token's hash tells who is signed in") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    CHECK(must(in.read.run(session_by_token{hash, at(99)})).person ==
          model::identity{model::user_id{1}, model::session_id{5}, "alice", "Alice", at(100)});
    CHECK(code_of(in.read.run(session_by_token{std::string(32, '\1'), at(0)})) ==
          model::ec::unauthenticated);
  });
}

TEST_CASE("a session ends at its time") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash, 100)));
    CHECK(code_of(in.read.run(session_by_token{hash, at(100)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("an ended session is gone, and ending it again succeeds") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(end_session{model::session_id{5}}));
    must(in.commit(end_session{model::session_id{5}}));
    CHECK(code_of(in.read.run(session_by_token{hash, at(1)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("a session of nobody is refused") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    CHECK(code_of(in.commit(session(5, hash))) == model::ec::conflict);
  });
}

TEST_CASE("purging removes what has ended and nothing else") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash, 100)));
    must(in.commit(session(6, std::string(32, '\2'), 200)));
    in.purge(at(100));
    CHECK(code_of(in.read.run(session_by_token{hash, at(1)})) == model::ec::unauthenticated);
    CHECK(must(in.read.run(session_by_token{std::string(32, '\2'), at(1)})).person.session ==
          model::session_id{6});
  });
}

TEST_CASE("sessions that have ended or never were are listed among many") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    using ids = std::vector<model::session_id>;
    must(in.commit(session(5, hash, 100)));
    must(in.commit(session(6, std::string(32, '\2'), 50)));
    must(in.commit(session(7, std::string(32, '\3'), 100)));
    must(in.commit(end_session{model::session_id{7}}));
    const auto ended = [&in](ids sessions) {
      auto found = must(in.read.run(ended_sessions{std::move(sessions), at(50)}));
      std::ranges::sort(found);
      return found;
    };
    CHECK(ended({{8}, {7}, {6}, {5}}) == ids{{6}, {7}, {8}});
    CHECK(ended({{5}}).empty());
    CHECK(ended({}).empty());
  });
}

TEST_CASE("sessions are told to their person, the newest first, and say where they are") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    auto first = session(5, hash);
    first.client = "Firefox";
    first.address = "192.0.2.1";
    must(in.commit(first));
    must(in.commit(session(6, std::string(32, '\2'), 50)));
    must(in.commit(note_session{model::session_id{5}, at(9)}));
    must(in.commit(note_session{model::session_id{5}, at(3)}));
    const auto listed = must(in.read.run(sessions_of_user{model::user_id{1}, at(49)}));
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].id == model::session_id{6});
    CHECK(listed[1].client == "Firefox");
    CHECK(listed[1].address == "192.0.2.1");
    CHECK(listed[1].created_at == at(0));
    CHECK(listed[1].seen_at == at(9));
    CHECK(listed[1].expires_at == at(100));
    CHECK(must(in.read.run(sessions_of_user{model::user_id{1}, at(50)})).size() == 1);
    CHECK(must(in.read.run(sessions_of_user{model::user_id{2}, at(0)})).empty());
  });
}

TEST_CASE("nobody ends another's session") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    in.person(2, "boris");
    must(in.commit(session(5, hash)));
    CHECK(code_of(in.commit(revoke_session{model::user_id{2}, model::session_id{5}})) ==
          model::ec::not_found);
    CHECK(must(in.commit(revoke_other_sessions{model::user_id{2}, {}})).empty());
    CHECK(in.read.run(session_by_token{hash, at(1)}).has_value());
    must(in.commit(revoke_session{model::user_id{1}, model::session_id{5}}));
    CHECK(code_of(in.read.run(session_by_token{hash, at(1)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("all sessions end but the one that asks for it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    for (const char id : {5, 6, 7})
      must(in.commit(session(id, std::string(32, id))));
    auto ended = must(in.commit(revoke_other_sessions{model::user_id{1}, model::session_id{6}}));
    std::ranges::sort(ended);
    CHECK(ended == std::vector<model::session_id>{{5}, {7}});
    CHECK(must(in.read.run(sessions_of_user{model::user_id{1}, at(1)})).size() == 1);
  });
}

TEST_CASE("of too many sessions of a person the oldest ends") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    const auto hash_of = [](int id) { return std::string(31, '\1') + static_cast<char>(id); };
    for (int id = 1; id <= static_cast<int>(most_sessions) + 2; ++id)
      must(in.commit(session(id, hash_of(id))));
    CHECK(code_of(in.read.run(session_by_token{hash_of(2), at(1)})) == model::ec::unauthenticated);
    CHECK(in.read.run(session_by_token{hash_of(3), at(1)}).has_value());
    CHECK(must(in.read.run(sessions_of_user{model::user_id{1}, at(1)})).size() == most_sessions);
  });
}

TEST_CASE("a changed password ends the other sessions, and one that was changed meanwhile none") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(session(6, std::string(32, '\2'))));
    CHECK(code_of(in.commit(change_password{alice, "$other", "$new", model::session_id{5}})) ==
          model::ec::conflict);
    CHECK(must(in.read.run(sessions_of_user{alice, at(1)})).size() == 2);
    CHECK(must(in.commit(change_password{alice, "$phc", "$new", model::session_id{5}})) ==
          std::vector<model::session_id>{{6}});
    CHECK(must(in.read.run(user_by_login{"alice"})).password == "$new");
    CHECK(must(in.read.run(sessions_of_user{alice, at(1)})).at(0).id == model::session_id{5});
  });
}

TEST_CASE("who has shown a password that is no longer the person's gets no session") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    const auto alice = in.person(1, "alice");
    auto late = session(5, hash);
    late.password = "$phc";
    must(in.commit(late));
    must(in.commit(change_password{alice, "$phc", "$new", {}}));
    late.id = model::session_id{6};
    late.token_hash = std::string(32, '\2');
    CHECK(code_of(in.commit(late)) == model::ec::bad_credentials);
    CHECK(must(in.read.run(sessions_of_user{alice, at(1)})).empty());
  });
}

TEST_CASE("a ticket is known until it is spent or its time is up") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(ticket(ticket_hash, 30)));
    CHECK(in.read.run(ticket_known{ticket_hash, at(29)}).has_value());
    CHECK(code_of(in.read.run(ticket_known{ticket_hash, at(30)})) == model::ec::unauthenticated);
    CHECK(code_of(in.read.run(ticket_known{hash, at(1)})) == model::ec::unauthenticated);
    must(in.commit(spend_ticket{ticket_hash, at(1)}));
    CHECK(code_of(in.read.run(ticket_known{ticket_hash, at(1)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("a ticket tells once who made it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(ticket(ticket_hash)));
    CHECK(must(in.commit(spend_ticket{ticket_hash, at(29)})) ==
          model::identity{model::user_id{1}, model::session_id{5}, "alice", "Alice", at(100)});
    CHECK(code_of(in.commit(spend_ticket{ticket_hash, at(29)})) == model::ec::unauthenticated);
    CHECK(code_of(in.commit(spend_ticket{hash, at(0)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("the first of two that spend one ticket in one group has it") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    const std::vector<storage::write> group{ticket(ticket_hash), spend_ticket{ticket_hash, at(1)},
                                            spend_ticket{ticket_hash, at(1)}};
    const auto answers = in.write.commit(group);
    CHECK(std::get<model::identity>(must(answers[1])).login == "alice");
    CHECK(code_of(answers[2]) == model::ec::unauthenticated);
  });
}

TEST_CASE("a ticket ends at its time, and with its session") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash, 100)));
    must(in.commit(ticket(ticket_hash, 30)));
    CHECK(code_of(in.commit(spend_ticket{ticket_hash, at(30)})) == model::ec::unauthenticated);
    const std::string longer(32, '\3');
    must(in.commit(ticket(longer, 200)));
    CHECK(code_of(in.commit(spend_ticket{longer, at(100)})) == model::ec::unauthenticated);
    must(in.commit(end_session{model::session_id{5}}));
    CHECK(code_of(in.commit(spend_ticket{longer, at(1)})) == model::ec::unauthenticated);
  });
}

TEST_CASE("purging removes tickets that have expired and no others") {
  on_each_driver([](test_database& on) {
    test_store in{on};
    in.person(1, "alice");
    must(in.commit(session(5, hash)));
    must(in.commit(ticket(ticket_hash, 30)));
    const std::string later(32, '\3');
    must(in.commit(ticket(later, 31)));
    in.purge(at(30));
    CHECK(code_of(in.commit(spend_ticket{ticket_hash, at(1)})) == model::ec::unauthenticated);
    CHECK(must(in.commit(spend_ticket{later, at(1)})).session == model::session_id{5});
  });
}

TEST_SUITE_END();

} // namespace vestnik::storage::session_store_tests
