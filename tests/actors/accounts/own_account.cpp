#define CAF_SUITE own_account
#include "actors/accounts/accounts.hpp"
#include "model/values/ip_address.hpp"
#include "tests/actors/accounts/accounts_fixture.hpp"

namespace vestnik::actors::accounts_tests {

using failure = storage::test::failing_database::failure;

struct own_account_fixture : fixture {
  api::signed_in alice = must(sign_up("alice"));
  api::signed_in phone = must(ask<api::signed_in>(aut, attempt("alice")));

  password_change change(const std::string& old_password, const std::string& next) {
    return {alice.user, model::secret{old_password}, model::secret{next}, {"192.0.2.1"}};
  }
};

} // namespace vestnik::actors::accounts_tests

CAF_TEST_FIXTURE_SCOPE(own_account_tests, vestnik::actors::accounts_tests::own_account_fixture)

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::actors::accounts_tests;

CAF_TEST(a person sees where they are signed in) {
  auto from_home = attempt("alice", password, "2001:db8::7");
  from_home.from.client = "Firefox";
  const auto home = must(ask<api::signed_in>(aut, from_home));
  const auto known = must(ask<std::vector<storage::session_facts>>(aut, session_list{alice.user}));
  CAF_REQUIRE_EQUAL(known.size(), 3u);
  CAF_CHECK(known[0].id == home.user.session);
  CAF_CHECK(known[0].client == "Firefox");
  CAF_CHECK(known[0].address == model::client_key("2001:db8::7"));
  CAF_CHECK(known[2].id == alice.user.session);
}

CAF_TEST(one of the own sessions is ended on all nodes and that of another person is not ) {
  const auto boris = must(sign_up("boris"));
  CAF_CHECK(code_of(ask<std::monostate>(aut, session_revocation{boris.user, phone.user.session})) ==
            model::ec::not_found);
  CAF_CHECK(show(phone.token).has_value());
  CAF_CHECK(broadcast.heard<session_end>().empty());
  (void)must(ask<std::monostate>(aut, session_revocation{alice.user, phone.user.session}));
  CAF_CHECK(code_of(show(phone.token)) == model::ec::unauthenticated);
  CAF_CHECK(show(alice.token).has_value());
  CAF_REQUIRE_EQUAL(broadcast.heard<session_end>().size(), 1u);
  CAF_CHECK(broadcast.heard<session_end>()[0].session == phone.user.session);
  CAF_CHECK(gateway.heard<session_end>().at(0).session == phone.user.session);
}

CAF_TEST(all sessions end but the one that asks) {
  const auto third = must(ask<api::signed_in>(aut, attempt("alice")));
  (void)must(ask<std::monostate>(aut, other_sessions_revocation{phone.user}));
  CAF_CHECK(code_of(show(alice.token)) == model::ec::unauthenticated);
  CAF_CHECK(code_of(show(third.token)) == model::ec::unauthenticated);
  CAF_CHECK(show(phone.token).has_value());
  CAF_CHECK_EQUAL(broadcast.heard<session_end>().size(), 2u);
}

CAF_TEST(a changed password signs in and the old one does not and others are signed out) {
  (void)must(ask<std::monostate>(aut, change(password, "another good horse")));
  CAF_CHECK(show(alice.token).has_value());
  CAF_CHECK(code_of(show(phone.token)) == model::ec::unauthenticated);
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice"))) == model::ec::bad_credentials);
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", "another good horse")).has_value());
  CAF_CHECK_EQUAL(gateway.heard<session_end>().size(), 1u);
}

CAF_TEST(a wrong old password changes nothing and counts as a guess) {
  restart(few_guesses());
  for (int i = 0; i < 3; ++i) {
    const auto refused = ask<std::monostate>(aut, change("a guess at it", "another good horse"));
    CAF_CHECK(code_of(refused) == model::ec::invalid);
    CAF_CHECK(refused.error().field == "old_password");
  }
  CAF_CHECK(code_of(ask<std::monostate>(aut, change(password, "another good horse"))) ==
            model::ec::too_many);
  CAF_CHECK(show(phone.token).has_value());
}

CAF_TEST(a change that is repeated after its answer was lost is done and no guess) {
  restart(few_guesses());
  for (int i = 0; i < 5; ++i)
    CAF_CHECK(ask<std::monostate>(aut, change(password, "another good horse")).has_value());
  CAF_CHECK(show(alice.token).has_value());
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", "another good horse")).has_value());
}

CAF_TEST(a new password is not among those that guessers try first) {
  const auto refused = ask<std::monostate>(aut, change(password, "password1"));
  CAF_CHECK(code_of(refused) == model::ec::invalid);
  CAF_CHECK(refused.error().field == "password");
}

CAF_TEST(a change that the database does not take leaves the password and the sessions) {
  *db.commits = {{model::ec::storage_full, failure::end::undone}};
  CAF_CHECK(code_of(ask<std::monostate>(aut, change(password, "another good horse"))) ==
            model::ec::storage_full);
  CAF_CHECK(show(phone.token).has_value());
  CAF_CHECK(gateway.heard<session_end>().empty());
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice")).has_value());
  CAF_MESSAGE("and no hash counts as waiting");
  auto settings = accounts_settings{};
  settings.hash_queue = 1;
  restart(settings);
  CAF_CHECK(code_of(ask<std::monostate>(aut, change("a guess at it", "another good horse"))) ==
            model::ec::invalid);
  CAF_CHECK(ask<std::monostate>(aut, change(password, "another good horse")).has_value());
}

CAF_TEST(whoever is locked is refused after the right password only) {
  db.change(storage::statement{"UPDATE users SET locked_at = 1"});
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice", "a guess at it"))) ==
            model::ec::bad_credentials);
  const auto refused = ask<api::signed_in>(aut, attempt("alice"));
  CAF_CHECK(code_of(refused) == model::ec::forbidden);
  CAF_CHECK(refused.error().field == "login");
  CAF_CHECK(code_of(show(alice.token)) == model::ec::unauthenticated);
  db.change(storage::statement{"UPDATE users SET locked_at = 0"});
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice")).has_value());
}

CAF_TEST(that a session is used is noted once in a while) {
  const auto seen_at = [this] {
    return must(ask<std::vector<storage::session_facts>>(aut, session_list{alice.user}))
        .back()
        .seen_at;
  };
  db.change(storage::statement{"UPDATE sessions SET seen_at = 5"});
  CAF_CHECK(show(alice.token).has_value());
  consume_messages();
  const auto noted = seen_at();
  CAF_CHECK(model::now() - noted < storage::session_seen_every);
  CAF_CHECK(show(alice.token).has_value());
  consume_messages();
  CAF_CHECK(seen_at() == noted);
}

CAF_TEST_FIXTURE_SCOPE_END()
