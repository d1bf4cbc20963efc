#include "actors/edge/gateway.hpp"

#include "actors/edge/session_port.hpp"
#include "actors/runtime/error.hpp"
#include "config/version.hpp"
#include "consumers/document/asyncapi.hpp"
#include "model/values/clock.hpp"
#include "model/values/ip_address.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

/// For ACCOUNTS and the owners of users: more than they wait for the database, and less than a
/// connection waits for its answer (net/server_settings.hpp).
constexpr std::chrono::seconds patience{25};

/// Sends a request to ACCOUNTS and gives the outcome to `done`.
template <class Answer, class Self, class Message, class Done>
void ask(Self self, const accounts_actor& accounts, Message request, Done done) {
  self->request(accounts, patience, std::move(request))
      .then([done](const Answer& answer) { done(answer); },
            [done](const caf::error& why) { done(from_caf(why)); });
}

/// What has no answer but that it is done.
template <class Self, class Message>
void have_done(Self self, const accounts_actor& accounts, Message request, api::done_handler done) {
  self->request(accounts, patience, std::move(request))
      .then([done](std::monostate) { done({}); },
            [done](const caf::error& why) { done(from_caf(why)); });
}

/// A socket closes no sooner after the one before than in this time.
constexpr std::chrono::milliseconds per_socket{10};

/// Timers are not made for longer; a session may have a quarter of a year before it.
constexpr std::chrono::hours longest_timer{1};
/// What nobody was told, because a node or the database was away, comes to light within so
/// much.
constexpr std::chrono::minutes recheck_interval{1};
/// Sessions whose time is up within so much are closed together.
constexpr std::chrono::seconds sweep_interval{1};

model::error no_connections() {
  return {model::ec::unavailable,
          "this node takes no connections at the moment",
          {},
          std::chrono::seconds{1}};
}

/// The subprotocol to confirm: ours if the client offers any (net/ refuses other lists).
std::string confirmed_subprotocol(const model::http_request& request) {
  const auto offered = model::header_value(request.headers, "sec-websocket-protocol");
  return offered.empty() ? "" : "vestnik.v1";
}

} // namespace

bool gateway_state::takes_connections() const {
  return ready != api::readiness::stopping && ready != api::readiness::suspended;
}

std::optional<model::error> gateway_state::refusal(const model::http_request& request) {
  const auto now = allowances::clock::now();
  const auto wait = addresses->of(model::client_key(request.remote_address), now)->spend(now);
  if (wait.count() == 0)
    return std::nullopt;
  return model::error{model::ec::too_many, "too many requests from this address", {}, wait};
}

void gateway_state::upgrade(const upgrade_arrived& upgrade) {
  const auto refuse = [decision = upgrade.decision](const model::error& why) {
    decision->refuse(api::refusal_response(why));
  };
  if (const auto why = refusal(upgrade.request))
    return refuse(*why);
  if (!takes_connections())
    return refuse(no_connections());
  const auto route = routes->match(upgrade.request.path);
  if (!route)
    return refuse({model::ec::not_found, "there is no such endpoint"});
  const auto admit = [this, upgrade, route = *route, refuse](const model::identity& person) {
    if (!takes_connections())
      return refuse(no_connections());
    const auto& request = upgrade.request;
    consumers::scope facts{person, request.path, route.captures, request.query,
                           request.remote_address};
    if (const auto allowed = consumers::authorise(*route.target, facts); !allowed)
      return refuse(allowed.error());
    open(upgrade, *route.target, std::move(facts));
  };
  auto shown = api::read_upgrade_credentials(upgrade.request, cookies);
  const auto settle = [admit, refuse](const model::result<model::identity>& person) {
    if (!person)
      return refuse(person.error());
    admit(*person);
  };
  switch (shown.from) {
  case api::credentials::source::none:
    return admit({});
  case api::credentials::source::ticket:
    return ask<model::identity>(self, accounts, ticket_redemption{std::move(shown.value)}, settle);
  case api::credentials::source::cookie:
  case api::credentials::source::bearer:
    return ask<model::identity>(self, accounts, authentication{std::move(shown.value)}, settle);
  }
}

void gateway_state::open(const upgrade_arrived& upgrade, const consumers::route& target,
                         consumers::scope facts) {
  const auto person = facts.identity;
  anonymous_sockets::place place;
  if (!person.user) {
    place = anonymous->take(model::client_key(facts.remote_address));
    if (!place)
      return upgrade.decision->refuse(
          api::refusal_response({model::ec::too_many,
                                 "too many connections of this address without a sign-in",
                                 {},
                                 std::chrono::seconds{10}}));
  }
  auto session = make_session(std::move(facts), target.make);
  self->monitor(session);
  const auto ends = self->clock().now() + (person.expires_at - model::now());
  sockets.emplace(session.address(), socket{session, person.session, ends, std::move(place)});
  if (person.session)
    sweep_at(ends);
  auto port = std::make_shared<session_port>(session);
  const auto refuse = [this, session, decision = upgrade.decision](const model::error& why) {
    decision->refuse(api::refusal_response(why));
    self->send(session, connection_closed{1006});
  };
  const auto accept = [this, refuse, decision = upgrade.decision, port,
                       subprotocol = confirmed_subprotocol(upgrade.request)] {
    if (!takes_connections())
      return refuse(no_connections());
    decision->accept(port, subprotocol);
  };
  if (!person.user)
    return accept();
  self->request(directory, patience,
                session_attach{person.user, person.session,
                               caf::actor_cast<caf::strong_actor_ptr>(session)})
      .then(
          [this, accept, id = person.session](std::monostate) {
            accept();
            // It may have ended after it was looked up, and before the socket was known here.
            check_new(id);
          },
          [refuse](const caf::error& why) { refuse(from_caf(why)); });
}

void gateway_state::register_account(std::string login, std::string person, model::secret password,
                                     api::visitor from, api::signed_in_handler done) {
  ask<api::signed_in>(self, accounts,
                      account_registration{std::move(login), std::move(person), std::move(password),
                                           std::move(from)},
                      std::move(done));
}

void gateway_state::sign_in(std::string login, model::secret password, api::visitor from,
                            api::signed_in_handler done) {
  ask<api::signed_in>(self, accounts,
                      actors::sign_in{std::move(login), std::move(password), std::move(from)},
                      std::move(done));
}

void gateway_state::sign_out(model::identity person, api::done_handler done) {
  have_done(self, accounts, actors::sign_out{std::move(person)}, std::move(done));
}

void gateway_state::list_sessions(model::identity person, api::sessions_handler done) {
  ask<std::vector<storage::session_facts>>(
      self, accounts, session_list{std::move(person)},
      [done = std::move(done)](const model::result<std::vector<storage::session_facts>>& known) {
        if (!known)
          return done(known.error());
        std::vector<api::session_facts> sessions;
        for (const auto& [id, client, address, created_at, seen_at, expires_at] : *known)
          sessions.push_back({id, client, address, created_at, seen_at, expires_at});
        done(std::move(sessions));
      });
}

void gateway_state::revoke_session(model::identity person, model::session_id ended,
                                   api::done_handler done) {
  have_done(self, accounts, session_revocation{std::move(person), ended}, std::move(done));
}

void gateway_state::revoke_other_sessions(model::identity person, api::done_handler done) {
  have_done(self, accounts, other_sessions_revocation{std::move(person)}, std::move(done));
}

void gateway_state::change_password(model::identity person, model::secret old_password,
                                    model::secret password, api::visitor from,
                                    api::done_handler done) {
  have_done(self, accounts,
            password_change{std::move(person), std::move(old_password), std::move(password),
                            std::move(from)},
            std::move(done));
}

void gateway_state::authenticate(model::secret token, api::identity_handler done) {
  ask<model::identity>(self, accounts, authentication{std::move(token)}, std::move(done));
}

void gateway_state::issue_ticket(model::identity person, api::ticket_handler done) {
  ask<api::ticket>(self, accounts, ticket_request{std::move(person)}, std::move(done));
}

void gateway_state::show(api::readiness now) {
  ready = now;
  router->set_readiness(now);
  // An answer may hang on the database for long, while another node serves at once.
  if (now == api::readiness::suspended)
    pending.refuse_all({model::ec::outcome_unknown,
                        "this node is cut off, and the answer may be lost",
                        {},
                        std::chrono::seconds{1}});
}

void gateway_state::drain(const sockets_drain& drain) {
  // Too many that come back at once would be a storm for the nodes that take them.
  const auto over = std::min<std::chrono::milliseconds>(drain.over, per_socket * sockets.size());
  std::size_t place = 0;
  for (const auto& [address, each] : sockets)
    self->delayed_send(each.actor, over * place++ / sockets.size(),
                       socket_drain{drain.retry_after});
}

void gateway_state::end(const session_end& end) {
  for (const auto& [address, each] : sockets)
    if (each.session == end.session)
      self->send(each.actor, end);
}

void gateway_state::sweep() {
  const auto now = self->clock().now();
  // An earlier one has taken this one's place.
  if (now < next_sweep)
    return;
  next_sweep = caf::actor_clock::time_point::max();
  auto next = next_sweep;
  for (const auto& [address, each] : sockets) {
    if (!each.session)
      continue;
    if (each.ends <= now)
      self->send(each.actor, session_end{{}, each.session});
    else
      next = std::min(next, each.ends);
  }
  if (next != next_sweep)
    sweep_at(std::max(next, now + sweep_interval));
}

void gateway_state::sweep_at(caf::actor_clock::time_point when) {
  if (when >= next_sweep)
    return;
  const auto now = self->clock().now();
  const auto wait = std::clamp<caf::actor_clock::duration_type>(when - now, std::chrono::seconds{0},
                                                                longest_timer);
  next_sweep = now + wait;
  self->delayed_send(self, wait, atom::sweep::value);
}

void gateway_state::recheck() {
  if (const auto now = self->clock().now(); now >= next_recheck) {
    next_recheck = now + recheck_interval;
    self->delayed_send(self, recheck_interval, atom::recheck::value);
  }
  std::vector<model::session_id> sessions;
  for (const auto& [address, each] : sockets)
    if (each.session)
      sessions.push_back(each.session);
  end_ended(std::move(sessions));
}

void gateway_state::check_new(model::session_id session) {
  unchecked.push_back(session);
  if (!checking)
    end_ended(std::exchange(unchecked, {}));
}

void gateway_state::end_ended(std::vector<model::session_id> sessions) {
  if (sessions.empty())
    return;
  checking = true;
  const auto go_on = [this] {
    checking = false;
    end_ended(std::exchange(unchecked, {}));
  };
  self->request(accounts, patience, storage::ended_sessions{std::move(sessions), model::now()})
      .then(
          [this, go_on](const std::vector<model::session_id>& ended) {
            for (const auto session : ended)
              end({{}, session});
            go_on();
          },
          // The database is away: the next look is in a minute, or when it is back.
          [go_on](const caf::error&) { go_on(); });
}

gateway_actor::behavior_type gateway(gateway_actor::stateful_pointer<gateway_state> self,
                                     accounts_actor accounts, directory_actor directory,
                                     std::shared_ptr<const consumers::route_table> routes,
                                     session_factory make_session, api::cookie_policy cookies,
                                     std::shared_ptr<allowances> addresses,
                                     std::shared_ptr<anonymous_sockets> anonymous) {
  auto& state = self->state;
  state.accounts = std::move(accounts);
  state.directory = std::move(directory);
  state.routes = std::move(routes);
  state.make_session = std::move(make_session);
  state.cookies = cookies;
  state.addresses = std::move(addresses);
  state.anonymous = std::move(anonymous);
  self->send(state.accounts, atom::attend::value);
  self->send(self, atom::recheck::value);
  self->set_down_handler([self](const caf::down_msg& down) {
    auto& current = self->state;
    current.sockets.erase(down.source);
    if (current.sockets.empty())
      for (auto& promise : std::exchange(current.waiting, {}))
        promise.deliver(std::monostate{});
  });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [address, each] : self->state.sockets)
      self->send_exit(each.actor, exit.reason);
    self->quit(exit.reason);
  });
  state.router = std::make_unique<api::router>(
      state,
      api::router_options{cookies, consumers::asyncapi_document(
                                       *state.routes, {"Vestnik", std::string{config::version()}})
                                       .text});
  return {
      [self](const http_arrived& request) {
        if (const auto why = self->state.refusal(request.request))
          return request.respond(api::refusal_response(*why));
        self->state.router->handle(request.request, self->state.pending.wait(request.respond));
      },
      [self](const upgrade_arrived& upgrade) {
        self->state.upgrade({upgrade.request, self->state.pending.wait(upgrade.decision)});
      },
      [self](api::readiness now) { self->state.show(now); },
      [self](const session_end& end) { self->state.end(end); },
      [self](atom::recheck) { self->state.recheck(); },
      [self](atom::sweep) { self->state.sweep(); },
      [self](const sockets_drain& drain) -> caf::result<std::monostate> {
        auto& current = self->state;
        if (current.sockets.empty())
          return std::monostate{};
        current.drain(drain);
        current.waiting.emplace_back(*self);
        return current.waiting.back();
      },
  };
}

} // namespace vestnik::actors
