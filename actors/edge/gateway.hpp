#pragma once

#include "actors/accounts/allowances.hpp"
#include "actors/edge/pending_requests.hpp"
#include "actors/edge/session.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/io_unit.hpp"
#include "api/account_port.hpp"
#include "api/credentials.hpp"
#include "api/router.hpp"
#include "consumers/routing/route_table.hpp"
#include "net/client_places.hpp"

#include <caf/actor_clock.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace vestnik::actors {

/// Makes the actor of a connection, on the gateway's io thread.
using session_factory = std::function<session_actor(consumers::scope, consumers::consumer_factory)>;

/// Those of clients that have not signed in: nobody else counts them.
using anonymous_sockets = net::client_places;

/// One per io thread, and resident on it: hands HTTP requests to the API, for which it
/// is the port to ACCOUNTS; and decides WebSocket upgrades: finds the mount, has the credentials
/// checked and the socket counted by the USER, spawns the SESSION.
struct gateway_state : api::account_port {
  static inline const char* name = "gateway";
  using self_pointer = gateway_actor::stateful_pointer<gateway_state>;

  explicit gateway_state(self_pointer me)
      : self{me} {}

  /// Empty: go on. Counts the request for its address.
  std::optional<model::error> refusal(const model::http_request& request);
  /// Whether sockets may open; those that wait for their sign-in are asked again, since a drain
  /// does not know them.
  [[nodiscard]] bool takes_connections() const;
  void upgrade(const upgrade_arrived& upgrade);
  void open(const upgrade_arrived& upgrade, const consumers::route& target, consumers::scope facts);

  // -- api::account_port; called by the API from within our handlers only
  void register_account(std::string login, std::string person, model::secret password,
                        api::visitor from, api::signed_in_handler done) override;
  void sign_in(std::string login, model::secret password, api::visitor from,
               api::signed_in_handler done) override;
  void sign_out(model::identity person, api::done_handler done) override;
  void list_sessions(model::identity person, api::sessions_handler done) override;
  void revoke_session(model::identity person, model::session_id ended,
                      api::done_handler done) override;
  void revoke_other_sessions(model::identity person, api::done_handler done) override;
  void change_password(model::identity person, model::secret old_password, model::secret password,
                       api::visitor from, api::done_handler done) override;
  void authenticate(model::secret token, api::identity_handler done) override;
  void issue_ticket(model::identity person, api::ticket_handler done) override;

  self_pointer self;
  accounts_actor accounts;
  directory_actor directory;
  std::shared_ptr<const consumers::route_table> routes;
  session_factory make_session;
  api::cookie_policy cookies = api::cookie_policy::refuse;
  std::shared_ptr<allowances> addresses;
  std::unique_ptr<api::router> router;
  api::readiness ready = api::readiness::starting;
  pending_requests pending;
  void show(api::readiness now);
  void drain(const sockets_drain& drain);
  void end(const session_end& end);
  /// Looks which sessions have ended unheard, now and every minute.
  void recheck();
  /// Asks which of these sessions have ended, and closes their sockets.
  void end_ended(std::vector<model::session_id> sessions);
  /// As above, together with others that come while one question is under way.
  void check_new(model::session_id session);

  struct socket {
    session_actor actor;
    /// None of anonymous ones.
    model::session_id session;
    /// When the session's time is up, by the actor's clock.
    caf::actor_clock::time_point ends;
    /// Of anonymous ones.
    anonymous_sockets::place place;
  };
  /// Closes the sockets of sessions whose time is up.
  void sweep();
  /// Has `sweep` called then, or soon after.
  void sweep_at(caf::actor_clock::time_point when);
  /// Of this io thread.
  std::unordered_map<caf::actor_addr, socket> sockets;
  /// When `sweep` is next called.
  caf::actor_clock::time_point next_sweep = caf::actor_clock::time_point::max();
  /// When `recheck` looks by itself.
  caf::actor_clock::time_point next_recheck;
  /// Those of new sockets that are asked about next, and whether the ones before are.
  std::vector<model::session_id> unchecked;
  bool checking = false;
  std::shared_ptr<anonymous_sockets> anonymous;
  /// Answered when no socket is left.
  std::vector<typed_answer_promise<std::monostate>> waiting;
};

/// @param addresses how often each address may ask, @param anonymous and how many sockets it may
/// have open without a sign-in; both over all io threads.
gateway_actor::behavior_type gateway(gateway_actor::stateful_pointer<gateway_state> self,
                                     accounts_actor accounts, directory_actor directory,
                                     std::shared_ptr<const consumers::route_table> routes,
                                     session_factory make_session, api::cookie_policy cookies,
                                     std::shared_ptr<allowances> addresses,
                                     std::shared_ptr<anonymous_sockets> anonymous);

} // namespace vestnik::actors
