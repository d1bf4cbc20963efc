#include "actors/accounts/accounts.hpp"

#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"
#include "storage/people/session_token.hpp"
#include "storage/secrets/common_passwords.hpp"

#include <caf/send.hpp>

#include <cstdint>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using std::chrono::steady_clock;

caf::error bad_credentials() {
  return to_caf({model::ec::bad_credentials, "login or password is wrong"});
}

/// Readers are chosen by a number; texts have none of their own.
std::int64_t subject_of(const std::string& text) {
  return static_cast<std::int64_t>(std::hash<std::string>{}(text));
}

} // namespace

std::optional<model::error> accounts_state::refusal(const std::string& login,
                                                    const std::string& address) {
  const auto now = steady_clock::now();
  auto wait = addresses->of(address, now)->spend(now);
  if (wait.count() == 0)
    wait = failures->wait(login, now);
  if (wait.count() > 0)
    return model::error{model::ec::too_many, "too many attempts to sign in", {}, wait};
  if (hashing >= settings.hash_queue)
    return model::error{
        model::ec::unavailable, "too many people are signing in", {}, std::chrono::seconds{2}};
  return std::nullopt;
}

caf::result<api::signed_in>
accounts_state::register_account(const account_registration& registration) {
  if (storage::is_common_password(registration.password.reveal()))
    return to_caf(
        {model::ec::invalid, "this password is among the first that guessers try", "password"});
  if (const auto refused = refusal(registration.login, registration.remote_address))
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
                .then([this, person,
                       promise](std::monostate) mutable { begin_session(person, promise); },
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
  ++hashing;
  look_up({registration.login, registration.password, registration.remote_address}, promise,
          [promise, why](const caf::error& refused) mutable {
            const auto is_another = from_caf(refused).code == model::ec::bad_credentials;
            promise.deliver(is_another ? why : refused);
          });
}

caf::result<api::signed_in> accounts_state::sign_in(const actors::sign_in& request) {
  if (const auto refused = refusal(request.login, request.remote_address))
    return to_caf(*refused);
  typed_answer_promise<api::signed_in> promise{*self};
  // From here on, or all requests would pass while a person is looked up.
  ++hashing;
  look_up(request, promise, passing_to(promise));
  return promise;
}

void accounts_state::look_up(const actors::sign_in& request, answer_promise promise,
                             refusal_handler refuse) {
  self->request(database.reader_for(subject_of(request.login)), caf::infinite,
                storage::user_by_login{request.login})
      .then([this, request, promise, refuse](
                const storage::credentials& known) { verify(request, known, promise, refuse); },
            [this, request, promise, refuse](const caf::error& why) {
              if (from_caf(why).code == model::ec::not_found)
                return verify(request, {}, promise, refuse);
              --hashing;
              refuse(why);
            });
}

void accounts_state::verify(const actors::sign_in& request, const storage::credentials& known,
                            answer_promise promise, refusal_handler refuse) {
  self->request(next_hasher(), caf::infinite, password_to_verify{request.password, known.password})
      .then(
          [this, request, known, promise](const std::string& renewed) {
            --hashing;
            count({request.login, sign_in_outcome::how::succeeded});
            // If it fails, the next sign-in does it.
            if (!renewed.empty())
              caf::anon_send(database.writer,
                             storage::renew_password{known.user.id, known.password, renewed});
            begin_session({known.user.id, {}, known.user.login, known.user.name}, promise);
          },
          [this, request, refuse](const caf::error& why) {
            --hashing;
            if (from_caf(why).code != model::ec::bad_credentials)
              return refuse(why);
            count({request.login, sign_in_outcome::how::failed});
            refuse(bad_credentials());
          });
}

void accounts_state::begin_session(model::identity person, answer_promise promise) {
  person.session = model::session_id{ids->next()};
  auto token = storage::make_session_token();
  const auto at = model::now();
  storage::create_session order{person.session, person.user, storage::hash_of_token(token.reveal()),
                                at, at + settings.session_lifetime};
  self->request(database.writer, caf::infinite, std::move(order))
      .then([promise, result = api::signed_in{std::move(token), person, settings.session_lifetime}](
                std::monostate) mutable { promise.deliver(std::move(result)); },
            passing_to(promise));
}

caf::result<std::monostate> accounts_state::sign_out(const actors::sign_out& request) {
  typed_answer_promise<std::monostate> promise{*self};
  self->request(database.writer, caf::infinite, storage::end_session{request.person.session})
      .then(
          [this, person = request.person, promise](std::monostate) mutable {
            end_sockets({person.user, person.session});
            if (broadcast)
              self->send(broadcast, session_end{person.user, person.session});
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
      .then([promise](const model::identity& identity) mutable { promise.deliver(identity); },
            passing_to(promise));
  return promise;
}

caf::result<model::identity> accounts_state::redeem(const ticket_redemption& request) {
  typed_answer_promise<model::identity> promise{*self};
  self->request(
          database.writer, caf::infinite,
          storage::spend_ticket{storage::hash_of_token(request.ticket.reveal()), model::now()})
      .then([promise](const model::identity& identity) mutable { promise.deliver(identity); },
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

void accounts_state::note(const sign_in_outcome& outcome) {
  if (outcome.was == sign_in_outcome::how::failed)
    failures->failed(outcome.login, steady_clock::now());
  else
    failures->succeeded(outcome.login);
}

void accounts_state::count(const sign_in_outcome& outcome) {
  note(outcome);
  if (broadcast)
    self->send(broadcast, outcome);
}

const hasher_actor& accounts_state::next_hasher() {
  turn = (turn + 1) % hashers.size();
  return hashers[turn];
}

accounts_actor::behavior_type accounts(accounts_actor::stateful_pointer<accounts_state> self,
                                       store database, std::vector<hasher_actor> hashers,
                                       node_broadcast_actor broadcast,
                                       std::shared_ptr<allowances> addresses,
                                       std::shared_ptr<model::id_generator> ids,
                                       accounts_settings settings) {
  auto& state = self->state;
  state.database = std::move(database);
  state.hashers = std::move(hashers);
  state.broadcast = std::move(broadcast);
  state.addresses = std::move(addresses);
  state.ids = std::move(ids);
  state.settings = settings;
  state.failures =
      std::make_unique<attempt_limiter>(settings.sign_in_attempts, settings.sign_in_window);
  return {
      [self](const account_registration& registration) {
        return self->state.register_account(registration);
      },
      [self](const actors::sign_in& request) { return self->state.sign_in(request); },
      [self](const actors::sign_out& request) { return self->state.sign_out(request); },
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
