#pragma once

#include "model/error.hpp"
#include "model/identity.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

/// Somebody is signed in.
struct known_session {
  model::identity person;
  /// As in `session_facts`.
  model::timestamp seen_at{};
};

/// Whose session a token is; expired ones do not count, nor those of who is locked. Errors:
/// `unauthenticated`.
struct session_by_token {
  using result_type = known_session;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::string token_hash;
  model::timestamp now{};
};

/// Which of these sessions have ended, are of who is locked, or do not exist, in no particular
/// order.
struct ended_sessions {
  using result_type = std::vector<model::session_id>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  std::vector<model::session_id> sessions;
  model::timestamp now{};
};

/// A session as its person sees it.
struct session_facts {
  model::session_id id;
  /// What the program said of itself (`User-Agent`), and where it was when it signed in
  /// (`model::client_key`); both may be empty.
  std::string client;
  std::string address;
  model::timestamp created_at{};
  /// To within `session_seen_every`; 1970: never since it is noted.
  model::timestamp seen_at{};
  model::timestamp expires_at{};
};

/// More sessions than these are not kept of one person: the oldest end.
inline constexpr std::uint32_t most_sessions = 100;

/// A session that is used is noted so often.
inline constexpr std::chrono::hours session_seen_every{1};

/// Those that have not ended, the newest first; at most `most_sessions`.
struct sessions_of_user {
  using result_type = std::vector<session_facts>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::user_id user;
  model::timestamp now{};
};

/// Ends the oldest of too many. One of a person who is locked opens nothing. Errors: `conflict` if
/// there is no such person; `bad_credentials` if the password has been changed since it was shown.
struct create_session {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::session_id id;
  model::user_id user;
  /// SHA-256 of the token, 32 bytes; the token itself is never stored.
  std::string token_hash;
  model::timestamp at{};
  model::timestamp expires_at{};
  std::string client = {};
  std::string address = {};
  /// PHC string of the password that was shown; empty: none was.
  std::string password = {};
};

/// Notes that a session is used.
struct note_session {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::session_id id;
  model::timestamp at{};
};

/// Ends one of the person's sessions. Errors: `not_found` if it is none of them.
struct revoke_session {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::user_id user;
  model::session_id id;
};

/// Ends the person's sessions but for one, and returns those that have ended.
struct revoke_other_sessions {
  using result_type = std::vector<model::session_id>;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::user_id user;
  /// Zero: all end.
  model::session_id kept;
};

/// Ends a session; ending one that does not exist succeeds.
struct end_session {
  using result_type = std::monostate;
  [[nodiscard]] model::result<result_type> apply(database& in) const;

  model::session_id id;
};

} // namespace vestnik::storage
