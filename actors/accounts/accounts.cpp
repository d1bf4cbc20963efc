#include "actors/accounts/accounts.hpp"

#include "actors/runtime/error.hpp"
#include "storage/people/session_token.hpp"
#include "storage/secrets/common_passwords.hpp"

#include <caf/send.hpp>

#include <utility>

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

caf::result<api::signed_in> accounts_state::register_account(const account_registration& what) {
  if (storage::is_common_password(what.password.reveal()))
    return to_caf(
        {model::ec::invalid, "this password is among the first that guessers try", "password"});
  if (const auto refused = refusal(what.login, what.remote_address))
    return to_caf(*refused);
  auto promise = self->make_response_promise<api::signed_in>();
  ++hashing;
  self->request(next_hasher(), caf::infinite, password_to_hash{what.password})
      .then(
          [this, what, promise](const std::string& phc) mutable {
            --hashing;
            storage::create_user order{model::user_id{ids->next()}, what.login, what.name, phc,
                                       model::now()};
            const model::identity who{order.id, {}, what.login, what.name};
            self->request(database.writer, caf::infinite, std::move(order))
                .then([this, who, promise](std::monostate) mutable { begin_session(who, promise); },
                      [this, what, promise](const caf::error& why) mutable {
                        on_not_registered(what, why, promise);
                      });
          },
          [this, promise](const caf::error& why) mutable {
            --hashing;
            promise.deliver(why);
          });
  return promise;
}

void accounts_state::on_not_registered(const account_registration& what, const caf::error& why,
                                       caf::response_promise promise) {
  if (from_caf(why).code != model::ec::conflict)
    return promise.deliver(why);
  // Whoever lost the answer repeats the request; only they know the password.
  ++hashing;
  look_up({what.login, what.password, what.remote_address}, promise,
          [promise, why](const caf::error& refused) mutable {
            const auto is_another = from_caf(refused).code == model::ec::bad_credentials;
            promise.deliver(is_another ? why : refused);
          });
}

caf::result<api::signed_in> accounts_state::sign_in(const actors::sign_in& what) {
  if (const auto refused = refusal(what.login, what.remote_address))
    return to_caf(*refused);
  auto promise = self->make_response_promise<api::signed_in>();
  // From here on, or all who ask while somebody is being looked up would pass.
  ++hashing;
  look_up(what, promise, passing_to(promise));
  return promise;
}

void accounts_state::look_up(const actors::sign_in& what, caf::response_promise promise,
                             refusal_handler refuse) {
  self->request(database.reader_for(subject_of(what.login)), caf::infinite,
                storage::user_by_login{what.login})
      .then([this, what, promise,
             refuse](const storage::credentials& known) { verify(what, known, promise, refuse); },
            [this, what, promise, refuse](const caf::error& why) {
              if (from_caf(why).code == model::ec::not_found)
                return verify(what, {}, promise, refuse);
              --hashing;
              refuse(why);
            });
}

void accounts_state::verify(const actors::sign_in& what, const storage::credentials& known,
                            caf::response_promise promise, refusal_handler refuse) {
  self->request(next_hasher(), caf::infinite, password_to_verify{what.password, known.password})
      .then(
          [this, what, known, promise](const std::string& renewed) {
            --hashing;
            count({what.login, sign_in_outcome::how::succeeded});
            // If it fails, the next sign-in does it.
            if (!renewed.empty())
              caf::anon_send(database.writer,
                             storage::renew_password{known.user.id, known.password, renewed});
            begin_session({known.user.id, {}, known.user.login, known.user.name}, promise);
          },
          [this, what, refuse](const caf::error& why) {
            --hashing;
            if (from_caf(why).code != model::ec::bad_credentials)
              return refuse(why);
            count({what.login, sign_in_outcome::how::failed});
            refuse(bad_credentials());
          });
}

void accounts_state::begin_session(model::identity who, caf::response_promise promise) {
  who.session = model::session_id{ids->next()};
  auto token = storage::make_session_token();
  const auto at = model::now();
  storage::create_session order{who.session, who.user, storage::hash_of_token(token.reveal()), at,
                                at + settings.session_lifetime};
  self->request(database.writer, caf::infinite, std::move(order))
      .then([promise, result = api::signed_in{std::move(token), who, settings.session_lifetime}](
                std::monostate) mutable { promise.deliver(std::move(result)); },
            passing_to(promise));
}

caf::result<std::monostate> accounts_state::sign_out(const actors::sign_out& what) {
  auto promise = self->make_response_promise<std::monostate>();
  self->request(database.writer, caf::infinite, storage::end_session{what.who.session})
      .then(
          [this, who = what.who, promise](std::monostate) mutable {
            end_sockets({who.user, who.session});
            if (broadcast)
              self->send(broadcast, session_end{who.user, who.session});
            promise.deliver(std::monostate{});
          },
          passing_to(promise));
  return promise;
}

caf::result<model::identity> accounts_state::authenticate(const authentication& what) {
  auto hash = storage::hash_of_token(what.token.reveal());
  auto promise = self->make_response_promise<model::identity>();
  self->request(database.reader_for(subject_of(hash)), caf::infinite,
                storage::session_by_token{hash, model::now()})
      .then([promise](const model::identity& who) mutable { promise.deliver(who); },
            passing_to(promise));
  return promise;
}

caf::result<model::identity> accounts_state::redeem(const ticket_redemption& what) {
  auto promise = self->make_response_promise<model::identity>();
  self->request(database.writer, caf::infinite,
                storage::spend_ticket{storage::hash_of_token(what.ticket.reveal()), model::now()})
      .then([promise](const model::identity& who) mutable { promise.deliver(who); },
            passing_to(promise));
  return promise;
}

caf::result<api::ticket> accounts_state::issue(const ticket_request& what) {
  auto promise = self->make_response_promise<api::ticket>();
  auto value = storage::make_session_token();
  storage::create_ticket order{storage::hash_of_token(value.reveal()), what.who.user,
                               what.who.session, model::now() + settings.ticket_lifetime};
  self->request(database.writer, caf::infinite, std::move(order))
      .then([promise, result = api::ticket{std::move(value), settings.ticket_lifetime}](
                std::monostate) mutable { promise.deliver(std::move(result)); },
            passing_to(promise));
  return promise;
}

void accounts_state::end_sockets(const session_end& what) {
  for (const auto& gateway : gateways)
    self->send(gateway, what);
}

void accounts_state::note(const sign_in_outcome& what) {
  if (what.was == sign_in_outcome::how::failed)
    failures->failed(what.login, steady_clock::now());
  else
    failures->succeeded(what.login);
}

void accounts_state::count(const sign_in_outcome& what) {
  note(what);
  if (broadcast)
    self->send(broadcast, what);
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
      [self](const account_registration& what) { return self->state.register_account(what); },
      [self](const actors::sign_in& what) { return self->state.sign_in(what); },
      [self](const actors::sign_out& what) { return self->state.sign_out(what); },
      [self](const authentication& what) { return self->state.authenticate(what); },
      [self](const ticket_redemption& what) { return self->state.redeem(what); },
      [self](const ticket_request& what) { return self->state.issue(what); },
      [self](atom::attend) {
        self->state.gateways.push_back(caf::actor_cast<gateway_actor>(self->current_sender()));
      },
      [self](const session_end& what) { self->state.end_sockets(what); },
      [self](const sign_in_outcome& what) { self->state.note(what); },
      [self](atom::recheck) {
        for (const auto& gateway : self->state.gateways)
          self->send(gateway, atom::recheck::value);
      },
      [self](const storage::ended_sessions& what) {
        return self->delegate(self->state.database.readers.front(), what);
      },
  };
}

} // namespace vestnik::actors
