#pragma once

#include "actors/protocol/actors.hpp"
#include "storage/reader.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace vestnik::actors {

/// Reads for everybody. It blocks on the database, so it runs detached; each has a
/// connection of its own.
struct store_reader_state {
  static inline const char* name = "store_reader";

  // Not an aggregate: CAF would initialise its first member with the self pointer.
  store_reader_state() = default;

  std::shared_ptr<storage::reader> database;
};

/// @param database used by this actor only.
store_reader_actor::behavior_type
store_reader(store_reader_actor::stateful_pointer<store_reader_state> self,
             std::shared_ptr<storage::reader> database);

/// The way to the database, for actors: one writer, some readers.
struct store {
  store_writer_actor writer;
  std::vector<store_reader_actor> readers;

  /// The reader that serves this subject; the same subject always has the same one.
  [[nodiscard]] const store_reader_actor& reader_for(std::int64_t subject) const {
    // Ids differ in their upper bits; a multiplication brings those down (Knuth, 6.4).
    const auto mixed = static_cast<std::uint64_t>(subject) * 0x9E3779B97F4A7C15U;
    return readers[(mixed >> 32U) % readers.size()];
  }
};

} // namespace vestnik::actors
