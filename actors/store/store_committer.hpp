#pragma once

#include "actors/protocol/actors.hpp"
#include "storage/writer.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>

namespace vestnik::actors {

/// Commits what the STORE_WRITER has gathered, one order at a time, and forgets what has had its
/// time in between. It blocks on the database, so it runs detached.
struct store_committer_state {
  static inline const char* name = "store_committer";
  using self_pointer = store_committer_actor::stateful_pointer<store_committer_state>;

  explicit store_committer_state(self_pointer me)
      : self{me} {}

  void purge();

  self_pointer self;
  std::shared_ptr<storage::writer> database;
  std::chrono::milliseconds purge_interval{};
};

/// @param database used by this actor only.
/// @param purge_interval between two rounds of forgetting; zero: never.
store_committer_actor::behavior_type
store_committer(store_committer_actor::stateful_pointer<store_committer_state> self,
                std::shared_ptr<storage::writer> database,
                std::chrono::milliseconds purge_interval);

} // namespace vestnik::actors
