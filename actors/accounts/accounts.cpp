#include "actors/accounts/accounts.hpp"

#include "actors/accounts/known_device.hpp"
#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"
#include "model/values/ip_address.hpp"
#include "storage/people/session_token.hpp"
#include "storage/secrets/common_passwords.hpp"

#include <caf/send.hpp>

#include <cstdint>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using std::chrono::steady_clock;

model::error bad_credentials() {
  return {model::ec::bad_credentials, "login or password is wrong"};
}

model::error locked() {
  return {model::ec::forbidden, "this account is locked: whoever runs this server can unlock it",
          "login"};
}

model::error too_many_attempts(std::chrono::milliseconds wait) {
  return {model::ec::too_many, "too many attempts to sign in", {}, wait};
}

/// So many times what one client may guess at a login within the window is for all strangers
/// together: a few people who share a login's name, or many machines of one guesser.
constexpr double guesses_of_all = 10;

/// Readers are chosen by a number; texts have none of their own.
std::int64_t subject_of(const std::string& text) {
  return static_cast<std::int64_t>(std::hash<std::string>{}(text));
}

} // namespace

model::error common_password() {
  return {model::ec::invalid, "this password is among the first that guessers try", "password"};
}

std::optional<model::error> accounts_state::refusal(const std::string& address) {
  const auto now = steady_clock::now();
  if (const auto wait = addresses->of(model::client_key(address), now)->spend(now);
      wait.count() > 0)
    return too_many_attempts(wait);
  if (hashing >= settings.hash_queue)
    return model::error{
        model::ec::unavailable, "too many people are signing in", {}, std::chrono::seconds{2}};
  return std::nullopt;
}

model::result<accounts_state::attempt> accounts_state::begin(const actors::sign_in& request) {
  const auto now = steady_clock::now();
  attempt made{request, model::client_key(request.from.remote_address), attempt::device::unknown};
  if (auto device = device_of(*secrets, request.from.device, request.login); !device.empty()) {
    made.client = std::move(device);
    made.from = attempt::device::known;
  }
  if (const auto wait = failures->begin(made.key(), now); wait.count() > 0)
    return too_many_attempts(wait);
  if (made.from == attempt::device::known)
    return made;
  if (const auto wait = logins->of(request.login, now)->spend(now); wait.count() > 0) {
    failures->released(made.key());
    return too_many_attempts(wait);
  }
  return made;
}

void accounts_state::release(const attempt& of) {
  failures->released(of.key());
  give_back(of);
}

void accounts_state::give_back(const attempt& of) {
  const auto now = steady_clock::now();
  if (of.from == attempt::device::unknown)
    logins->of(of.request.login, now)->charge(-1, now);
}

caf::result<api::signed_in>
accounts_state::register_account(const account_registration& registration) {
  if (storage::is_common_password(registration.password.reveal()))
    return to_caf(common_password());
  if (const auto refused = refusal(registration.from.remote_address))
    return to_caf(*refused);
  typed_answer_promise<api::signed_in> promise{*self};
  ++hashing;
  self->request(next_hasher(), caf::infinite, password_to_hash{registration.password})
      .then(
          [this, registration, promise](const std::string& phc) mutable {
            --hashing;
            storage::create_user order{model::user_id{ids->next()}, registration.login,
                                       registration.name, phc, model::now()};
            const model::identity person{order.id, {}, registration.login, registration.name};
            self->request(database.writer, caf::infinite, std::move(order))
                .then(
                    [this, person, promise, phc, from = registration.from](std::monostate) mutable {
                      log.registered(person.login, from.remote_address, steady_clock::now());
                      begin_session(person, from, phc, promise);
                    },
                    [this, registration, promise](const caf::error& why) mutable {
                      on_not_registered(registration, why, promise);
                    });
          },
          [this, promise](const caf::error& why) mutable {
            --hashing;
            promise.deliver(why);
          });
  return promise;
}

void accounts_state::on_not_registered(const account_registration& registration,
                                       const caf::error& why, answer_promise promise) {
  if (from_caf(why).code != model::ec::conflict)
    return promise.deliver(why);
  // A client that lost the answer repeats the request; only it knows the password.
  const actors::sign_in repeated{registration.login, registration.password, registration.from};
  const auto tried = begin(repeated);
  if (!tried) {
    static_cast<void>(refuse(repeated, tried.error()));
    return promise.deliver(why);
  }
  ++hashing;
  look_up(*tried, promise, [promise, why](const caf::error& refused) mutable {
    const auto is_another = from_caf(refused).code == model::ec::bad_credentials;
    promise.deliver(is_another ? why : refused);
  });
}

caf::result<api::signed_in> accounts_state::sign_in(const actors::sign_in& request) {
  if (const auto refused = refusal(request.from.remote_address))
    return refuse(request, *refused);
  const auto tried = begin(request);
  if (!tried)
    return refuse(request, tried.error());
  typed_answer_promise<api::signed_in> promise{*self};
  // From here on, or all requests would pass while a person is looked up.
  ++hashing;
  look_up(*tried, promise, passing_to(promise));
  return promise;
}

void accounts_state::look_up(const attempt& of, answer_promise promise, refusal_handler refuse) {
  self->request(database.reader_for(subject_of(of.request.login)), caf::infinite,
                storage::user_by_login{of.request.login})
      .then([this, of, promise,
             refuse](const storage::credentials& known) { verify(of, known, promise, refuse); },
            [this, of, promise, refuse](const caf::error& why) {
              if (from_caf(why).code == model::ec::not_found)
                return verify(of, {}, promise, refuse);
              --hashing;
              release(of);
              refuse(why);
            });
}

void accounts_state::verify(const attempt& of, const storage::credentials& known,
                            answer_promise promise, refusal_handler answer) {
  self->request(next_hasher(), caf::infinite,
                password_to_verify{of.request.password, known.password})
      .then(
          [this, of, known, promise, answer](const std::string& renewed) {
            --hashing;
            if (known.locked_at != model::timestamp{}) {
              clear(of);
              return answer(refuse(of.request, locked()));
            }
            succeed(of);
            begin_session({known.user.id, {}, known.user.login, known.user.name}, of.request.from,
                          known.password, promise, [this, known, renewed] {
                            // If it fails, the next sign-in does it.
                            if (!renewed.empty())
                              caf::anon_send(
                                  database.writer,
                                  storage::renew_password{known.user.id, known.password, renewed});
                          });
          },
          [this, of, answer](const caf::error& why) {
            --hashing;
            if (from_caf(why).code != model::ec::bad_credentials) {
              release(of);
              return answer(why);
            }
            tell(of, sign_in_outcome::how::failed);
            answer(refuse(of.request, bad_credentials()));
          });
}

void accounts_state::succeed(const attempt& of) {
  log.signed_in(of.request.login, of.request.from.remote_address, steady_clock::now());
  clear(of);
}

void accounts_state::clear(const attempt& of) {
  failures->succeeded(of.key());
  give_back(of);
  tell(of, sign_in_outcome::how::succeeded);
}

void accounts_state::begin_session(model::identity person, const api::visitor& from,
                                   const std::string& phc, answer_promise promise,
                                   std::function<void()> then) {
  person.session = model::session_id{ids->next()};
  auto token = storage::make_session_token();
  const auto at = model::now();
  person.expires_at = at + settings.session_lifetime;
  storage::create_session order{
      person.session,    person.user, storage::hash_of_token(token.reveal()), at,
      person.expires_at, from.client, model::client_key(from.remote_address), phc};
  auto device = with_device(*secrets, from.device, person.login);
  self->request(database.writer, caf::infinite, std::move(order))
      .then(
          [promise, then = std::move(then),
           result = api::signed_in{std::move(token), person, settings.session_lifetime,
                                   std::move(device)}](std::monostate) mutable {
            promise.deliver(std::move(result));
            if (then)
              then();
          },
          passing_to(promise));
}

caf::result<std::monostate> accounts_state::sign_out(const actors::sign_out& request) {
  typed_answer_promise<std::monostate> promise{*self};
  self->request(database.writer, caf::infinite, storage::end_session{request.person.session})
      .then(
          [this, person = request.person, promise](std::monostate) mutable {
            end_everywhere({person.user, person.session});
            promise.deliver(std::monostate{});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::identity> accounts_state::authenticate(const authentication& request) {
  auto hash = storage::hash_of_token(request.token.reveal());
  typed_answer_promise<model::identity> promise{*self};
  self->request(database.reader_for(subject_of(hash)), caf::infinite,
                storage::session_by_token{hash, model::now()})
      .then(
          [this, promise](const storage::known_session& known) mutable {
            promise.deliver(known.person);
            if (const auto now = model::now(); now - known.seen_at > storage::session_seen_every)
              caf::anon_send(database.writer, storage::note_session{known.person.session, now});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::identity> accounts_state::redeem(const ticket_redemption& request) {
  auto hash = storage::hash_of_token(request.ticket.reveal());
  typed_answer_promise<model::identity> promise{*self};
  // A write is for who has a ticket: anybody can make one up.
  self->request(database.reader_for(subject_of(hash)), caf::infinite,
                storage::ticket_known{hash, model::now()})
      .then(
          [this, hash, promise](std::monostate) {
            self->request(database.writer, caf::infinite, storage::spend_ticket{hash, model::now()})
                .then([promise](
                          const model::identity& identity) mutable { promise.deliver(identity); },
                      passing_to(promise));
          },
          passing_to(promise));
  return promise;
}

caf::result<api::ticket> accounts_state::issue(const ticket_request& request) {
  typed_answer_promise<api::ticket> promise{*self};
  auto value = storage::make_session_token();
  storage::create_ticket order{storage::hash_of_token(value.reveal()), request.person.user,
                               request.person.session, model::now() + settings.ticket_lifetime};
  self->request(database.writer, caf::infinite, std::move(order))
      .then([promise, result = api::ticket{std::move(value), settings.ticket_lifetime}](
                std::monostate) mutable { promise.deliver(std::move(result)); },
            passing_to(promise));
  return promise;
}

void accounts_state::end_sockets(const session_end& end) {
  for (const auto& gateway : gateways)
    self->send(gateway, end);
}

void accounts_state::end_everywhere(const session_end& end) {
  end_sockets(end);
  if (broadcast)
    self->send(broadcast, end);
}

void accounts_state::note(const sign_in_outcome& outcome) {
  const auto now = steady_clock::now();
  const auto key = outcome.client + ' ' + outcome.login;
  if (outcome.was == sign_in_outcome::how::succeeded)
    return failures->succeeded(key);
  failures->failed(key, now);
  logins->charge(outcome.login, 1, now);
}

caf::error accounts_state::refuse(const actors::sign_in& request, const model::error& why) {
  log.refused(request.login, request.from.remote_address, why.message, steady_clock::now());
  return to_caf(why);
}

void accounts_state::tell(const attempt& of, sign_in_outcome::how was) {
  if (broadcast)
    self->send(broadcast, sign_in_outcome{of.request.login, of.client, was});
}

const hasher_actor& accounts_state::next_hasher() {
  turn = (turn + 1) % hashers.size();
  return hashers[turn];
}

accounts_actor::behavior_type
accounts(accounts_actor::stateful_pointer<accounts_state> self, store database,
         std::vector<hasher_actor> hashers, node_broadcast_actor broadcast,
         std::shared_ptr<allowances> addresses, std::shared_ptr<model::id_generator> ids,
         std::shared_ptr<const storage::secret_box> secrets, accounts_settings settings) {
  auto& state = self->state;
  state.database = std::move(database);
  state.hashers = std::move(hashers);
  state.broadcast = std::move(broadcast);
  state.addresses = std::move(addresses);
  state.ids = std::move(ids);
  state.secrets = std::move(secrets);
  state.settings = settings;
  state.failures =
      std::make_unique<attempt_limiter>(settings.sign_in_attempts, settings.sign_in_window);
  const auto guesses = guesses_of_all * static_cast<double>(settings.sign_in_attempts);
  state.logins = std::make_unique<allowances>(
      model::rate{guesses / static_cast<double>(settings.sign_in_window.count()), guesses});
  return {
      [self](const account_registration& registration) {
        return self->state.register_account(registration);
      },
      [self](const actors::sign_in& request) { return self->state.sign_in(request); },
      [self](const actors::sign_out& request) { return self->state.sign_out(request); },
      [self](const session_list& request) { return self->state.list(request); },
      [self](const session_revocation& request) { return self->state.revoke(request); },
      [self](const other_sessions_revocation& request) { return self->state.revoke(request); },
      [self](const password_change& request) { return self->state.change(request); },
      [self](const authentication& request) { return self->state.authenticate(request); },
      [self](const ticket_redemption& request) { return self->state.redeem(request); },
      [self](const ticket_request& request) { return self->state.issue(request); },
      [self](atom::attend) {
        self->state.gateways.push_back(caf::actor_cast<gateway_actor>(self->current_sender()));
      },
      [self](const session_end& end) { self->state.end_sockets(end); },
      [self](const sign_in_outcome& outcome) { self->state.note(outcome); },
      [self](atom::recheck) {
        for (const auto& gateway : self->state.gateways)
          self->send(gateway, atom::recheck::value);
      },
      [self](const storage::ended_sessions& question) {
        return self->delegate(self->state.database.readers.front(), question);
      },
  };
}

} // namespace vestnik::actors
