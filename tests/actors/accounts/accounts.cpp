#define CAF_SUITE accounts
#include "actors/accounts/accounts.hpp"

#include "tests/actors/accounts/accounts_fixture.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using namespace vestnik::test;
using namespace vestnik::actors::accounts_tests;

CAF_TEST_FIXTURE_SCOPE(accounts_tests, fixture)

CAF_TEST(a registration signs in) {
  const auto alice = must(sign_up("alice"));
  CAF_CHECK_EQUAL(alice.user.login, "alice");
  CAF_CHECK_EQUAL(alice.user.name, "Name of alice");
  CAF_CHECK(must(show(alice.token)) == alice.user);
  CAF_MESSAGE("neither the token nor the password is stored");
  const auto stored = db.ask(storage::user_by_login{"alice"});
  CAF_CHECK_EQUAL(stored.password.find(password), std::string::npos);
  CAF_CHECK(stored.password.starts_with("$argon2id$"));
}

CAF_TEST(a login is given once) {
  (void)sign_up("alice");
  const auto again = ask<api::signed_in>(aut, registration("alice", "battery staple horse"));
  CAF_CHECK(code_of(again) == model::ec::conflict);
  CAF_CHECK_EQUAL(again.error().field, "login");
}

CAF_TEST(a registration repeated with the same password signs in as the answer was lost) {
  const auto first = must(sign_up("alice"));
  const auto again = must(sign_up("alice"));
  CAF_CHECK(again.user.user == first.user.user);
  CAF_CHECK(again.user.session != first.user.session);
  CAF_CHECK(must(show(again.token)) == again.user);
}

CAF_TEST(a hash of another cost is renewed when its owner signs in) {
  (void)sign_up("alice");
  const auto stored = [this] { return db.ask(storage::user_by_login{"alice"}).password; };
  const auto cheap = stored();
  (void)must(ask<api::signed_in>(aut, attempt("alice")));
  CAF_CHECK_EQUAL(stored(), cheap);

  restart(accounts_settings{}, storage::password_cost{2, 16 * 1024});
  (void)ask<api::signed_in>(aut, attempt("alice", "something else"));
  CAF_CHECK_EQUAL(stored(), cheap);
  (void)must(ask<api::signed_in>(aut, attempt("alice")));
  const auto dear = stored();
  CAF_CHECK(dear.find("m=16,t=2") != std::string::npos);
  (void)must(ask<api::signed_in>(aut, attempt("alice")));
  CAF_CHECK_EQUAL(stored(), dear);
}

CAF_TEST(passwords that guessers try first are refused) {
  const auto refused = ask<api::signed_in>(aut, registration("alice", "Password123"));
  CAF_CHECK(code_of(refused) == model::ec::invalid);
  CAF_CHECK_EQUAL(refused.error().field, "password");
}

CAF_TEST(a wrong password and an unknown login are answered alike) {
  (void)sign_up("alice");
  const auto wrong = ask<api::signed_in>(aut, attempt("alice", "something else"));
  const auto unknown = ask<api::signed_in>(aut, attempt("nobody", "something else"));
  CAF_CHECK(code_of(wrong) == model::ec::bad_credentials);
  CAF_CHECK(wrong.error() == unknown.error());

  CAF_MESSAGE("both have a password verified: an unknown login takes no less time");
  question<api::signed_in> pending{sys, aut, attempt("nobody")};
  expect((actors::sign_in), from(_).to(aut));
  expect((storage::user_by_login), from(aut).to(reader));
  expect((caf::error), from(reader).to(aut));
  expect((password_to_verify), from(aut).to(hashers));
  consume_messages();
}

CAF_TEST(who comes in and who is refused stands in the log) {
  const consumers::captured_log captured;
  (void)sign_up("alice");
  (void)answers_of({attempt("alice"), attempt("alice", "wrong"), attempt("nobody")});
  for (const auto* line :
       {"registration from 192.0.2.1 as alice", "sign-in from 192.0.2.1 as alice",
        "refused sign-in from 192.0.2.1 as alice: login or password is wrong",
        "refused sign-in from 192.0.2.1 as nobody: login or password is wrong"})
    CAF_CHECK(captured.has(line));
  CAF_CHECK(!captured.has(password));
}

CAF_TEST(every sign in begins a session of its own) {
  const auto first = must(sign_up("alice"));
  const auto second = must(ask<api::signed_in>(aut, attempt("alice")));
  CAF_CHECK(first.token.reveal() != second.token.reveal());
  CAF_CHECK(first.user.session != second.user.session);
  CAF_CHECK(must(show(second.token)) == second.user);
  CAF_CHECK(code_of(show(model::secret{"made up"})) == model::ec::unauthenticated);
}

CAF_TEST(guessing one login is slowed down and nobody else is) {
  restart(few_guesses());
  (void)sign_up("alice");
  (void)sign_up("boris");
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice", "guess"))) ==
              model::ec::bad_credentials);
  const auto right = ask<api::signed_in>(aut, attempt("alice"));
  CAF_CHECK(code_of(right) == model::ec::too_many);
  CAF_CHECK(right.error().retry_after > std::chrono::milliseconds{0});
  CAF_CHECK(ask<api::signed_in>(aut, attempt("boris")).has_value());
}

CAF_TEST(guesses that come all at once are no more than those that come in turn) {
  restart(few_guesses());
  (void)sign_up("alice");
  const auto codes = answers_of(std::vector(20, attempt("alice", "guess")));
  CAF_CHECK_EQUAL(std::ranges::count(codes, model::ec::bad_credentials), 3);
  CAF_CHECK_EQUAL(std::ranges::count(codes, model::ec::too_many), 17);
}

CAF_TEST(a guesser does not keep the owner out) {
  restart(few_guesses());
  (void)sign_up("alice");
  (void)answers_of(std::vector(20, attempt("alice", "guess", "198.51.100.7")));
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice", password, "198.51.100.7"))) ==
            model::ec::too_many);
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2")).has_value());
}

CAF_TEST(a guesser with all addresses of a link is one guesser) {
  restart(few_guesses());
  (void)sign_up("alice");
  std::vector<actors::sign_in> guesses;
  for (int i = 0; i < 20; ++i)
    guesses.push_back(attempt("alice", "guess", "2001:db8:1:2::" + std::to_string(i)));
  const auto codes = answers_of(guesses);
  CAF_CHECK_EQUAL(std::ranges::count(codes, model::ec::bad_credentials), 3);
}

CAF_TEST(a guesser with many links slows strangers down and no device that has signed in before) {
  restart(few_guesses());
  const auto device = must(sign_up("alice")).device;
  const auto boris = must(sign_up("boris")).device;
  std::vector<actors::sign_in> guesses;
  for (int i = 0; i < 50; ++i)
    guesses.push_back(attempt("alice", "guess", "198.51.100." + std::to_string(i)));
  const auto codes = answers_of(guesses);
  CAF_CHECK_EQUAL(std::ranges::count(codes, model::ec::bad_credentials), 30);
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2"))) ==
            model::ec::too_many);
  CAF_MESSAGE("nor does another's device or one that is made up help");
  for (const auto& other : {boris, model::secret{"v1:made:up"}})
    CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2", other))) ==
              model::ec::too_many);
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2", device)).has_value());
}

CAF_TEST(a device knows each person who has signed in there) {
  restart(few_guesses());
  auto next = registration("boris");
  next.from.device = must(sign_up("alice")).device;
  const auto both = must(ask<api::signed_in>(aut, next)).device;
  for (int i = 0; i < 50; ++i)
    (void)ask<api::signed_in>(aut, attempt("alice", "guess", "198.51.100." + std::to_string(i)));
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2", both)).has_value());
}

CAF_TEST(a device that was stolen may guess as often as any client) {
  restart(few_guesses());
  const auto device = must(sign_up("alice")).device;
  std::vector<actors::sign_in> guesses;
  for (int i = 0; i < 20; ++i)
    guesses.push_back(attempt("alice", "guess", "198.51.100." + std::to_string(i), device));
  const auto codes = answers_of(guesses);
  CAF_CHECK_EQUAL(std::ranges::count(codes, model::ec::bad_credentials), 3);
}

CAF_TEST(signing in often is no guessing) {
  addresses = std::make_shared<allowances>(model::rate{1'000, 1'000});
  restart(few_guesses());
  (void)sign_up("alice");
  for (int i = 0; i < 50; ++i)
    CAF_CHECK(ask<api::signed_in>(aut, attempt("alice")).has_value());
}

CAF_TEST(an address has its own limit of sign ins and others go on) {
  addresses = std::make_shared<allowances>(model::rate{0.01, 2});
  restart(accounts_settings{});
  (void)sign_up("alice");
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice")).has_value());
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice"))) == model::ec::too_many);
  CAF_CHECK(code_of(ask<api::signed_in>(aut, registration("boris"))) == model::ec::too_many);
  CAF_CHECK(ask<api::signed_in>(aut, attempt("alice", password, "192.0.2.2")).has_value());
}

CAF_TEST(other nodes are told how sign ins end) {
  (void)sign_up("alice");
  (void)ask<api::signed_in>(aut, attempt("alice", "guess"));
  (void)ask<api::signed_in>(aut, attempt("alice"));
  const auto& outcomes = broadcast.heard<sign_in_outcome>();
  CAF_REQUIRE_EQUAL(outcomes.size(), 2u);
  CAF_CHECK(outcomes[0].was == sign_in_outcome::how::failed);
  CAF_CHECK(outcomes[1].was == sign_in_outcome::how::succeeded);
  CAF_CHECK_EQUAL(outcomes[0].login, "alice");
  CAF_CHECK_EQUAL(outcomes[0].client, "192.0.2.1");
}

CAF_TEST(failures on other nodes count and are not told again) {
  (void)sign_up("alice");
  auto few = accounts_settings{};
  few.sign_in_attempts = 2;
  restart(few);
  broadcast.heard<sign_in_outcome>().clear();
  for (int i = 0; i < 3; ++i)
    say(broadcast.handle, aut, sign_in_outcome{"alice", "192.0.2.1", sign_in_outcome::how::failed});
  consume_messages();
  CAF_CHECK(code_of(ask<api::signed_in>(aut, attempt("alice"))) == model::ec::too_many);
  CAF_CHECK(broadcast.heard<sign_in_outcome>().empty());
}

CAF_TEST(the gateways look which sessions have ended and are told by the database) {
  const auto alice = must(sign_up("alice"));
  const auto boris = must(sign_up("boris"));
  (void)ask<std::monostate>(aut, sign_out{alice.user});
  say(broadcast.handle, aut, atom::recheck::value);
  consume_messages();
  CAF_CHECK_EQUAL(gateway.heard<atom::recheck>().size(), 1u);
  const auto ended = must(ask<std::vector<model::session_id>>(
      aut, storage::ended_sessions{{alice.user.session, boris.user.session}, model::now()}));
  CAF_CHECK(ended == std::vector{alice.user.session});
}

CAF_TEST(no more hashes wait than allowed) {
  auto settings = accounts_settings{};
  settings.hash_queue = 1;
  restart(settings);
  question<api::signed_in> first{sys, aut, attempt("alice")};
  question<api::signed_in> second{sys, aut, attempt("boris")};
  CAF_MESSAGE("also while the first one's hash is still being looked up");
  expect((actors::sign_in), from(_).to(aut));
  expect((actors::sign_in), from(_).to(aut));
  CAF_REQUIRE(second.is_answered());
  CAF_CHECK(code_of(second.answer()) == model::ec::unavailable);
  expect((storage::user_by_login), from(aut).to(reader));
  expect((caf::error), from(reader).to(aut));
  CAF_CHECK(!first.is_answered());
  question<api::signed_in> third{sys, aut, registration("carol")};
  expect((account_registration), from(_).to(aut));
  CAF_CHECK(code_of(third.answer()) == model::ec::unavailable);
  CAF_MESSAGE("afterwards there is room again");
  consume_messages();
  CAF_CHECK(code_of(first.answer()) == model::ec::bad_credentials);
  CAF_CHECK(sign_up("carol").has_value());
  CAF_CHECK(ask<api::signed_in>(aut, attempt("carol")).has_value());
}

CAF_TEST(a ticket lets in once) {
  const auto alice = must(sign_up("alice"));
  const auto ticket = must(ask<api::ticket>(aut, ticket_request{alice.user}));
  CAF_CHECK(must(redeem(ticket)) == alice.user);
  CAF_CHECK(code_of(redeem(ticket)) == model::ec::unauthenticated);
  CAF_CHECK(code_of(redeem({model::secret{"made up"}, {}})) == model::ec::unauthenticated);
}

CAF_TEST(a ticket that nobody has made makes nobody write) {
  question<model::identity> guess{sys, aut, ticket_redemption{model::secret{"made up"}}};
  expect((ticket_redemption), from(_).to(aut));
  expect((storage::ticket_known), from(aut).to(reader));
  expect((caf::error), from(reader).to(aut));
  CAF_REQUIRE(guess.is_answered());
  CAF_CHECK(code_of(guess.answer()) == model::ec::unauthenticated);
}

CAF_TEST(a ticket made on one node lets in on another) {
  const auto alice = must(sign_up("alice"));
  const auto ticket = must(ask<api::ticket>(aut, ticket_request{alice.user}));
  restart(accounts_settings{});
  CAF_CHECK(must(redeem(ticket)) == alice.user);
}

CAF_TEST(a ticket of a session that has ended lets nobody in) {
  const auto alice = must(sign_up("alice"));
  const auto ticket = must(ask<api::ticket>(aut, ticket_request{alice.user}));
  (void)must(ask<std::monostate>(aut, actors::sign_out{alice.user}));
  CAF_CHECK(code_of(redeem(ticket)) == model::ec::unauthenticated);
}

CAF_TEST(a ticket that has expired lets nobody in) {
  auto settings = accounts_settings{};
  settings.ticket_lifetime = std::chrono::milliseconds{-1};
  restart(settings);
  const auto ticket = must(ask<api::ticket>(aut, ticket_request{must(sign_up("alice")).user}));
  CAF_CHECK(code_of(redeem(ticket)) == model::ec::unauthenticated);
}

CAF_TEST(signing out ends the session for good before its sockets hear of it) {
  const auto alice = must(sign_up("alice"));
  question<std::monostate> leaver{sys, aut, actors::sign_out{alice.user}};
  expect((actors::sign_out), from(_).to(aut));
  disallow((session_end), from(aut).to(gateway.handle));
  consume_messages();
  CAF_CHECK(leaver.answer().has_value());
  CAF_CHECK(code_of(show(alice.token)) == model::ec::unauthenticated);
  CAF_REQUIRE_EQUAL(gateway.heard<session_end>().size(), 1u);
  CAF_CHECK(gateway.heard<session_end>()[0].session == alice.user.session);
  CAF_CHECK(gateway.heard<session_end>()[0].user == alice.user.user);
}

CAF_TEST(a session that ends here is told to other nodes and one that ended there to nobody else) {
  const auto alice = must(sign_up("alice"));
  (void)must(ask<std::monostate>(aut, actors::sign_out{alice.user}));
  CAF_REQUIRE_EQUAL(broadcast.heard<session_end>().size(), 1u);
  CAF_CHECK(broadcast.heard<session_end>()[0].session == alice.user.session);
  say(self, aut, session_end{alice.user.user, model::session_id{99}});
  consume_messages();
  CAF_REQUIRE_EQUAL(gateway.heard<session_end>().size(), 2u);
  CAF_CHECK(gateway.heard<session_end>()[1].session == model::session_id{99});
  CAF_CHECK_EQUAL(broadcast.heard<session_end>().size(), 1u);
}

CAF_TEST(a sign out that fails closes no socket) {
  const auto alice = must(sign_up("alice"));
  *db.commits = {{model::ec::storage_full, storage::test::failing_database::failure::end::undone}};
  CAF_CHECK(code_of(ask<std::monostate>(aut, actors::sign_out{alice.user})) ==
            model::ec::storage_full);
  CAF_CHECK(gateway.heard<session_end>().empty());
  CAF_CHECK(broadcast.heard<session_end>().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
