#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "storage/writer.hpp"

#include <caf/actor_clock.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_set>
#include <vector>

namespace vestnik::actors {

struct store_writer_settings {
  /// A database that is away is tried again for so long before writes are refused: long enough for
  /// a restart, short enough for a client that waits (docs/faults.md F6).
  std::chrono::milliseconds patience{5000};
  /// Five attempts a second burden no database that comes back.
  std::chrono::milliseconds pause_between_attempts{200};
  /// Writes that may wait meanwhile; more are refused at once. Bounds the memory that they take.
  std::size_t waiting = 10'000;
  /// Between two rounds of forgetting; zero: never. What is kept for a time is kept for days.
  std::chrono::milliseconds purge_interval = std::chrono::hours{1};
};

/// Writes for everybody: ROOM owners, ACCOUNTS. It blocks on the database, so it runs
/// detached. Group commit: a write only joins the batch and, being the first, sends
/// `atom::commit` to itself, which arrives after everything that is waiting already;
/// writes that arrive during the commit make the next batch.
///
/// Each write is answered as soon as it has an outcome; those that the database was away for wait
/// and are tried again. While it is unknown what became of a room's append, later appends to the
/// room have the same fate, so that they cannot overtake it; taking the room over anew ends that.
/// So have those that are waiting already when one is refused because the database is away.
struct store_writer_state {
  static inline const char* name = "store_writer";
  using self_pointer = store_writer_actor::stateful_pointer<store_writer_state>;
  /// That of the actor system, which tests may hold.
  using clock = caf::actor_clock::clock_type;

  explicit store_writer_state(self_pointer me)
      : self{me} {}

  /// Joins the batch, or is refused at once.
  void add(storage::write write, answer_promise promise);
  void commit();
  void purge();

  self_pointer self;
  std::shared_ptr<storage::writer> database;
  store_writer_settings settings;
  /// The batch, and in the same order whom to tell.
  std::vector<storage::write> writes;
  std::vector<answer_promise> promises;
  /// Whether a message to commit is on its way: one is enough.
  enum class next : std::uint8_t { none, due } next_commit = next::none;
  /// When the first attempt at the batch was made.
  clock::time_point tried_since{};
  /// Rooms with an append of unknown outcome.
  std::unordered_set<model::room_name> in_doubt;
  /// Rooms with an append that was given up; until all that waited then has been refused.
  std::unordered_set<model::room_name> given_up;

private:
  using outcome = model::result<storage::write_result>;

  void settle(const storage::write& write, answer_promise promise, const outcome& result);
  void refuse_doubtful();
  void note_doubt(const storage::write& write, const outcome& answer);
};

/// @param database used by this actor only.
store_writer_actor::behavior_type
store_writer(store_writer_actor::stateful_pointer<store_writer_state> self,
             std::shared_ptr<storage::writer> database, store_writer_settings settings);

} // namespace vestnik::actors
