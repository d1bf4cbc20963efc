#include "actors/accounts/ledger.hpp"

#include <cstddef>
#include <utility>

namespace vestnik::actors {

void ledger_state::tell() {
  usage_report report;
  for (std::size_t account = 0; account < kept.size(); ++account)
    for (auto& [whose, tokens] : kept[account]->take_spent())
      report.all.push_back({static_cast<spending::account>(account), std::move(whose), tokens});
  if (!report.all.empty())
    self->send(broadcast, std::move(report));
  if (interval.count() > 0)
    self->delayed_send(self, interval, atom::flush::value);
}

void ledger_state::charge(const usage_report& report) {
  const auto now = allowances::clock::now();
  for (const auto& each : report.all)
    if (const auto account = static_cast<std::size_t>(each.from); account < kept.size())
      kept[account]->charge(each.whose, each.tokens, now);
}

ledger_actor::behavior_type
ledger(ledger_state::self_pointer self,
       std::array<std::shared_ptr<allowances>, accounts_of_spending> kept,
       node_broadcast_actor broadcast, std::chrono::milliseconds interval) {
  self->state.kept = std::move(kept);
  self->state.broadcast = std::move(broadcast);
  self->state.interval = interval;
  if (interval.count() > 0)
    self->delayed_send(self, interval, atom::flush::value);
  return {
      [self](const usage_report& report) { self->state.charge(report); },
      [self](atom::flush) { self->state.tell(); },
  };
}

} // namespace vestnik::actors
