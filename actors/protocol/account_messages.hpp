#pragma once

#include "api/account_port.hpp"
#include "model/identity.hpp"
#include "model/values/id.hpp"
#include "model/values/secret.hpp"

#include <string>

// What the GATEWAYs ask ACCOUNTS, and ACCOUNTS the HASHERs; actors.hpp has their answers.

namespace vestnik::actors {

/// Register; see api/account_port.hpp.
struct account_registration {
  std::string login;
  std::string name;
  model::secret password;
  api::visitor from;
};

struct sign_in {
  std::string login;
  model::secret password;
  api::visitor from;
};

struct sign_out {
  model::identity person;
};

/// Those of the person.
struct session_list {
  model::identity person;
};

struct session_revocation {
  model::identity person;
  model::session_id ended;
};

/// All but the one that asks.
struct other_sessions_revocation {
  model::identity person;
};

struct password_change {
  model::identity person;
  model::secret old_password;
  model::secret password;
  api::visitor from;
};

/// Whose is this session token?
struct authentication {
  model::secret token;
};

/// Whose is this one-time ticket? It is spent by asking.
struct ticket_redemption {
  model::secret ticket;
};

struct ticket_request {
  model::identity person;
};

/// To the pool of hashers: make a PHC string.
struct password_to_hash {
  model::secret password;
};

/// To the pool of hashers: does the password fit? Answered with `bad_credentials` if not, else with
/// a PHC string to store instead of one whose cost is no longer ours, or with an empty text.
struct password_to_verify {
  model::secret password;
  /// PHC string; empty: nobody's, which takes as long and never fits, so that the
  /// time does not show which logins there are.
  std::string phc;
};

} // namespace vestnik::actors
