#pragma once

#include "model/error.hpp"
#include "model/identity.hpp"
#include "model/values/id.hpp"
#include "model/values/secret.hpp"
#include "model/values/time.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace vestnik::api {

/// A session that has just begun.
struct signed_in {
  /// What the client shows from now on, as cookie or bearer token.
  model::secret token;
  model::identity user;
  /// How long the token is accepted at most.
  std::chrono::seconds valid_for{};
  /// Shows at later sign-ins that this person has signed in on this device before, and that those
  /// have whom the visitor's showed.
  model::secret device = {};
};

/// Who asks to be signed in, as far as that can be told before.
struct visitor {
  std::string remote_address;
  /// What an earlier `signed_in::device` may have been; empty, or made up by a guesser.
  model::secret device = {};
  /// What the program says of itself; printable, at most `longest_client` characters.
  std::string client = {};
};
inline constexpr std::size_t longest_client = 200;

/// One of the caller's sessions.
struct session_facts {
  model::session_id id;
  std::string client;
  std::string address;
  model::timestamp created_at{};
  /// 1970: not yet.
  model::timestamp seen_at{};
  model::timestamp expires_at{};
};

/// Lets one WebSocket in, once.
struct ticket {
  model::secret value;
  std::chrono::milliseconds valid_for{};
};

using signed_in_handler = std::function<void(model::result<signed_in>)>;
using identity_handler = std::function<void(model::result<model::identity>)>;
using ticket_handler = std::function<void(model::result<ticket>)>;
using sessions_handler = std::function<void(model::result<std::vector<session_facts>>)>;
using done_handler = std::function<void(model::result<void>)>;

/// Accounts and sessions, as the HTTP resources need them; implemented above by
/// actors. Safe to call from any thread. Every handler is called at most once, on
/// any thread, possibly before the function that took it returns.
class account_port {
public:
  virtual ~account_port() = default;

  /// Makes an account and signs it in. `login`, `name` and the password's length are
  /// already in order; the port refuses common passwords.
  /// Errors: `conflict` on `login`, `invalid` on `password`, `too_many`, `unavailable`.
  virtual void register_account(std::string login, std::string name, model::secret password,
                                visitor from, signed_in_handler done) = 0;

  /// Errors: `bad_credentials`, `forbidden` on `login` (locked), `too_many`, `unavailable` (hashing
  /// pool full).
  virtual void sign_in(std::string login, model::secret password, visitor from,
                       signed_in_handler done) = 0;

  /// Ends `caller.session` and closes its sockets.
  virtual void sign_out(model::identity caller, done_handler done) = 0;

  /// The caller's sessions, the newest first; at most 100.
  virtual void list_sessions(model::identity caller, sessions_handler done) = 0;

  /// Ends one of the caller's sessions and closes its sockets. Errors: `not_found`.
  virtual void revoke_session(model::identity caller, model::session_id ended,
                              done_handler done) = 0;

  /// The same of all but `caller.session`.
  virtual void revoke_other_sessions(model::identity caller, done_handler done) = 0;

  /// Gives the caller another password and ends the other sessions. The old one counts as an
  /// attempt to sign in. Errors: `invalid` on `old_password` or `password`, `conflict`,
  /// `too_many`, `unavailable`.
  virtual void change_password(model::identity caller, model::secret old_password,
                               model::secret password, visitor from, done_handler done) = 0;

  /// Who a session token belongs to. Errors: `unauthenticated`.
  virtual void authenticate(model::secret token, identity_handler done) = 0;

  /// Makes a ticket for a WebSocket of the caller's session.
  virtual void issue_ticket(model::identity caller, ticket_handler done) = 0;
};

} // namespace vestnik::api
