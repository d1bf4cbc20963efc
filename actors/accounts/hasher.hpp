#pragma once

#include "actors/protocol/actors.hpp"
#include "storage/secrets/password_hash.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace vestnik::actors {

/// One of the pool that makes and checks password hashes for ACCOUNTS. Each call keeps
/// a core busy for a tenth of a second, so it runs detached.
struct hasher_state {
  static inline const char* name = "hasher";

  // Not an aggregate: CAF would initialise its first member with the self pointer.
  hasher_state() = default;

  std::shared_ptr<const storage::password_hash> hash;
};

hasher_actor::behavior_type hasher(hasher_actor::stateful_pointer<hasher_state> self,
                                   std::shared_ptr<const storage::password_hash> hash);

} // namespace vestnik::actors
