#pragma once

#include "actors/actors.hpp"
#include "storage/writer.hpp"

#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace vestnik::actors {

/// Writes for everybody: ROOM owners, ACCOUNTS. It blocks on the database, so it runs
/// detached. Group commit: a write only joins the batch and, being the first, sends
/// `atom::commit` to itself, which arrives after everything that is waiting already;
/// what arrives during the commit makes the next batch.
struct store_writer_state {
  static inline const char* name = "store_writer";

  // Not an aggregate: CAF would initialise its first member with the self pointer.
  store_writer_state() = default;

  /// A write and whom to tell.
  struct pending {
    storage::write what;
    caf::response_promise promise;
  };

  void commit();

  std::shared_ptr<storage::writer> database;
  /// Empty means that no commit is due.
  std::vector<pending> batch;
};

/// @param database used by this actor only.
store_writer_actor::behavior_type
store_writer(store_writer_actor::stateful_pointer<store_writer_state> self,
             std::shared_ptr<storage::writer> database);

} // namespace vestnik::actors
