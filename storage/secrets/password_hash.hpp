#pragma once

#include "config/defaults.hpp"
#include "model/error.hpp"
#include "model/values/secret.hpp"

#include <cstddef>
#include <string>

namespace vestnik::storage {

/// What one hash costs; more is better. Kept in the hash itself.
struct password_cost {
  /// Argon2 `t`.
  unsigned long long passes = config::defaults::accounts::argon2_passes;
  /// Argon2 `m` in bytes, of which each call takes as much as memory.
  std::size_t memory = config::defaults::accounts::argon2_memory;
};

/// Passwords as Argon2id (RFC 9106) PHC strings, by libsodium. Each call computes for
/// about 0.1 s at the default cost: to be called in a bounded pool.
/// Thread-safe.
class password_hash {
public:
  /// Cost below libsodium's least (1 pass, 8 KiB) is raised to it.
  explicit password_hash(password_cost cost);

  /// `$argon2id$v=19$m=65536,t=3,p=1$…` with a salt of its own.
  /// Errors: `unavailable` when memory is short.
  [[nodiscard]] model::result<std::string> make(const model::secret& password) const;

  /// Succeeds if the hash was made of this password.
  /// Errors: `bad_credentials` if not; `unavailable` when memory is short.
  [[nodiscard]] model::result<void> verify(const std::string& hash,
                                           const model::secret& password) const;

  /// Whether the hash was made at another cost, so that a new one should be made now
  /// that the password is at hand.
  [[nodiscard]] bool needs_rehash(const std::string& hash) const;

  /// A hash at this cost that no password has, to be verified for a login that does not
  /// exist: both answers then take the same time (docs/security.md A3).
  [[nodiscard]] const std::string& of_nobody() const noexcept { return of_nobody_; }

private:
  password_cost cost_;
  std::string of_nobody_;
};

} // namespace vestnik::storage
