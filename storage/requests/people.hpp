#pragma once

#include "model/error.hpp"
#include "model/identity.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// A person as others see them.
struct person {
  model::user_id id;
  std::string login;
  std::string name;
};

/// What a sign-in is checked against.
struct credentials {
  person user;
  /// PHC string.
  std::string password;
  /// 1970: not locked.
  model::timestamp locked_at{};
};

/// Errors: `not_found`.
struct user_by_login {
  using result_type = credentials;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::string login;
};

/// Errors: `not_found`.
struct user_by_id {
  using result_type = person;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id id;
};

/// Those that exist, in the order of the ids.
struct people_by_ids {
  using result_type = std::vector<person>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::vector<model::user_id> ids;
};

/// By prefix of login or name, without case; the asker is left out.
struct people_by_prefix {
  using result_type = std::vector<person>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id asker;
  std::string prefix;
  std::uint32_t limit = 20;
};

/// A new person, with the room `user:ID`. Errors: `conflict` on `login`.
struct create_user {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::user_id id;
  std::string login;
  std::string name;
  /// PHC string of Argon2id.
  std::string password;
  model::timestamp at{};
};

/// Gives the person another password, and ends all sessions but for `kept`; returns those that have
/// ended. Errors: `conflict` if the password has been changed since `from` was read.
struct change_password {
  using result_type = std::vector<model::session_id>;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::user_id user;
  /// PHC strings.
  std::string from;
  std::string to;
  /// Zero: all end.
  model::session_id kept;
};

/// Replaces a password's hash by one of the same password, unless it was changed
/// meanwhile; then, and for a person who is gone, it succeeds without effect.
struct renew_password {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::user_id user;
  /// PHC strings.
  std::string from;
  std::string to;
};

/// Whether there is such a ticket, so that only who has one makes us write. Errors:
/// `unauthenticated` if not.
struct ticket_known {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::string hash;
  model::timestamp now{};
};

/// A one-time password for opening a WebSocket within a session, on any node.
struct create_ticket {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  /// SHA-256 of the ticket, 32 bytes; the ticket itself is never stored.
  std::string hash;
  model::user_id user;
  model::session_id session;
  model::timestamp expires_at{};
};

/// Says whose a ticket is, once. Errors: `unauthenticated` when there is none, or it or its
/// session has ended.
struct spend_ticket {
  using result_type = model::identity;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  std::string hash;
  model::timestamp now{};
};

} // namespace vestnik::storage
