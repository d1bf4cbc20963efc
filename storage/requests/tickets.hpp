#pragma once

#include "model/error.hpp"
#include "model/identity.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <string>
#include <variant>

namespace vestnik::storage {

class database;

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
