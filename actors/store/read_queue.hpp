#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/store/lateness.hpp"
#include "model/values/deadline.hpp"

#include <caf/actor_clock.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace vestnik::actors {

struct read_queue_settings {
  /// A question that no reader was free for in this time is refused: whoever asks again then is
  /// served no later, and whoever has gone burdens nobody.
  std::chrono::milliseconds patience = store_patience;
  /// Questions that may wait; more are refused at once. Bounds the memory that they take.
  std::size_t waiting = 10'000;
};

/// Has the STORE_READERs answer everybody's questions, in their order: each question goes to the
/// first reader that is free, so that a slow one keeps only its own reader. The readers block on
/// the database and this actor does not, so nothing waits where nobody counts it.
struct read_queue_state {
  static inline const char* name = "read_queue";
  using self_pointer = read_queue_actor::stateful_pointer<read_queue_state>;

  explicit read_queue_state(self_pointer me)
      : self{me} {}

  /// Asks a reader, or waits for one, or is refused at once.
  void add(storage::read question, answer_promise promise);
  /// Refuses what has waited for too long.
  void expire();

  self_pointer self;
  /// Those that have nothing to do.
  std::vector<store_reader_actor> free;
  read_queue_settings settings;

private:
  struct waiting_read {
    storage::read question;
    answer_promise promise;
    model::deadline until;
  };

  void serve();
  void ask(const store_reader_actor& reader, waiting_read next);
  void look_again();

  std::deque<waiting_read> waiting_;
  /// Whether a message to expire is on its way: one is enough.
  enum class next : std::uint8_t { none, due } next_expiry_ = next::none;
};

/// @param readers asked by this actor only.
read_queue_actor::behavior_type
read_queue(read_queue_actor::stateful_pointer<read_queue_state> self,
           std::vector<store_reader_actor> readers, read_queue_settings settings);

} // namespace vestnik::actors
