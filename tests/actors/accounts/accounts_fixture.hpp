#pragma once

// What the tests of accounts begin with.

#include "actors/accounts/accounts.hpp"
#include "actors/accounts/hasher.hpp"
#include "model/values/clock.hpp"
#include "storage/people/session_token.hpp"
#include "tests/consumers/captured_log.hpp"

#include <algorithm>

#include "tests/support/caf_fake_actor.hpp"
#include "tests/support/caf_store.hpp"
#include "tests/support/caf_test.hpp"

namespace vestnik::actors::accounts_tests {

using test::actor_fixture;
using test::actor_store;
using test::code_of;
using test::must;
using test::question;
using test::witness;

inline const std::string password = "correct horse battery";

inline account_registration registration(const std::string& login,
                                         const std::string& secret = password,
                                         const std::string& address = "192.0.2.1") {
  return {login, "Name of " + login, model::secret{secret}, {address}};
}

inline actors::sign_in attempt(const std::string& login, const std::string& secret = password,
                               const std::string& address = "192.0.2.1",
                               const model::secret& device = {}) {
  return {login, model::secret{secret}, {address, device}};
}

struct fixture : actor_fixture {
  fixture() { restart(accounts_settings{}); }
  ~fixture() { end(aut, hashers, broadcast.handle, gateway.handle); }

  /// With hashes that cost next to nothing.
  void restart(accounts_settings settings, storage::password_cost cost = {1, 8 * 1024}) {
    end(aut, hashers);
    hashers = sys.spawn(hasher, std::make_shared<const storage::password_hash>(cost));
    aut = sys.spawn(accounts, db.handles, std::vector{hashers},
                    broadcast.as<node_broadcast_actor>(), addresses, ids, secrets, settings);
    say(gateway.handle, aut, atom::attend::value);
    consume_messages();
  }

  model::result<api::signed_in> sign_up(const std::string& login) {
    return ask<api::signed_in>(aut, registration(login));
  }

  /// All are questions before any is answered.
  std::vector<model::ec> answers_of(const std::vector<actors::sign_in>& tries) {
    std::vector<std::unique_ptr<question<api::signed_in>>> questions;
    for (const auto& each : tries)
      questions.push_back(std::make_unique<question<api::signed_in>>(sys, aut, each));
    consume_messages();
    std::vector<model::ec> codes;
    for (const auto& each : questions)
      codes.push_back(code_of(each->answer()));
    return codes;
  }

  static accounts_settings few_guesses() {
    accounts_settings settings;
    settings.sign_in_attempts = 3;
    return settings;
  }

  model::result<model::identity> show(const model::secret& token) {
    return ask<model::identity>(aut, authentication{token});
  }

  model::result<model::identity> redeem(const api::ticket& one) {
    return ask<model::identity>(aut, ticket_redemption{one.value});
  }

  actor_store db{sys};
  store_reader_actor reader = db.handles.readers.front();
  std::shared_ptr<model::id_generator> ids = std::make_shared<model::id_generator>(0);
  std::shared_ptr<const storage::secret_box> secrets =
      std::make_shared<const storage::secret_box>(std::string(storage::secret_box::key_bytes, 'k'));
  witness<session_end, sign_in_outcome> broadcast{sys};
  witness<session_end, atom::recheck> gateway{sys};
  std::shared_ptr<allowances> addresses = std::make_shared<allowances>(model::rate{0.5, 30});
  hasher_actor hashers;
  accounts_actor aut;
};

} // namespace vestnik::actors::accounts_tests
