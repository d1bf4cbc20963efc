#pragma once

#include "actors/accounts/allowances.hpp"
#include "actors/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <chrono>
#include <memory>

namespace vestnik::actors {

/// One per node of a cluster: has the allowances of all nodes spent together. After each interval
/// it tells the others what was spent here, and takes off here what they have spent; so a client of
/// several nodes at once gains no more than one interval.
struct ledger_state {
  static inline const char* name = "ledger";
  using self_pointer = ledger_actor::stateful_pointer<ledger_state>;

  explicit ledger_state(self_pointer me)
      : self{me} {}

  void tell();
  void charge(const usage_report& report);

  self_pointer self;
  /// By `spending::account`.
  std::array<std::shared_ptr<allowances>, accounts_of_spending> kept;
  node_broadcast_actor broadcast;
  std::chrono::milliseconds interval{};
};

/// @param kept by `spending::account`. @param interval zero: only on `flush`.
ledger_actor::behavior_type
ledger(ledger_state::self_pointer self,
       std::array<std::shared_ptr<allowances>, accounts_of_spending> kept,
       node_broadcast_actor broadcast, std::chrono::milliseconds interval);

} // namespace vestnik::actors
