#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "model/values/deadline.hpp"

#include <caf/actor_clock.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace vestnik::actors {

struct store_writer_settings {
  /// A write that could not be made in this time is refused, whether the database is away or does
  /// not keep up: long enough for a restart, short enough for a client that waits (docs/faults.md
  /// F6). One that is being committed has the time that it takes.
  std::chrono::milliseconds patience{5000};
  /// Five attempts a second burden no database that comes back.
  std::chrono::milliseconds pause_between_attempts{200};
  /// Writes that may wait or be under way; more are refused at once. Bounds the memory that they
  /// take.
  std::size_t waiting = 10'000;
};

/// Writes for everybody: ROOM owners, ACCOUNTS. Group commit: a write only joins the batch and,
/// being the first, sends `atom::commit` to itself, which arrives after everything that is waiting
/// already. The batch goes to the COMMITTER, which blocks on the database where this actor does
/// not, so nothing waits where nobody counts it; writes that arrive during the commit make the next
/// batch.
///
/// Each write is answered as soon as it has an outcome; those that the database was away for wait
/// and are tried again. While it is unknown what became of a room's append, later appends to the
/// room have the same fate, so that they cannot overtake it; taking the room over anew ends that.
/// So have those that are waiting already when one is given up. A write whose room somebody else
/// has locked is tried again, and nobody waits for it but what is written to that room later.
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
  /// Refuses what has waited for too long.
  void expire();
  /// Has those tried again that wait for their room.
  void retry();

  self_pointer self;
  store_committer_actor committer;
  store_writer_settings settings;

private:
  using outcome = model::result<storage::write_result>;

  /// Whom to tell what became of a write.
  struct asker {
    answer_promise promise;
    model::deadline until;
    /// Its room is locked until then, as far as is known.
    clock::time_point not_before{};
  };
  /// Writes in their order, and in the same whom to tell.
  struct batch {
    std::vector<storage::write> writes;
    std::vector<asker> askers;

    void add(storage::write write, asker from) {
      writes.push_back(std::move(write));
      askers.push_back(std::move(from));
    }
  };

  /// What is to be committed now; the rest goes on waiting.
  [[nodiscard]] batch take_ready();
  void send_to_committer(batch next);
  void hear(std::vector<outcome> outcomes);
  void settle(const storage::write& write, answer_promise promise, const outcome& result);
  /// Why a write that waits has to be refused, if it has: its room's order, or its time.
  [[nodiscard]] const model::error* objection_to(const storage::write& write, const asker& from,
                                                 clock::time_point now) const;
  void refuse_hopeless();
  void note_doubt(const storage::write& write, const outcome& answer);
  void commit_soon(std::chrono::milliseconds pause);
  void retry_soon();
  void look_again();

  batch waiting_;
  /// What the committer has; it has the writes of it until it answers.
  std::shared_ptr<std::vector<storage::write>> under_way_;
  std::vector<asker> asking_;
  enum class next : std::uint8_t { none, due };
  /// Whether a message to commit or to expire is on its way: one is enough.
  next next_commit_ = next::none;
  next next_expiry_ = next::none;
  /// Whether one to try again is; only then somebody waits for a room.
  next next_retry_ = next::none;
  /// Rooms with an append of unknown outcome.
  std::unordered_set<model::room_name> in_doubt_;
  /// Rooms with an append that was given up; until all that waited then has been refused.
  std::unordered_set<model::room_name> given_up_;
};

/// @param committer asked by this actor only.
store_writer_actor::behavior_type
store_writer(store_writer_actor::stateful_pointer<store_writer_state> self,
             store_committer_actor committer, store_writer_settings settings);

} // namespace vestnik::actors
