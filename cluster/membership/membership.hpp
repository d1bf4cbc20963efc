#pragma once

#include "cluster/protocol/node_status.hpp"
#include "cluster/protocol/peer_message.hpp"
#include "model/node.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace vestnik::cluster {

/// How long things take (docs/faults.md). The table's lease must be longer than `fence_after`
/// by more than what clocks can differ in that time.
struct membership_timing {
  std::chrono::milliseconds probe_interval{500};
  /// Probes unanswered until a node is suspected; 4 are too few where TCP repeats (its tests).
  unsigned misses = 5;
  /// The same until a node that has no table doubts itself: to stop is safe, to accuse is not.
  unsigned doubtful_misses = 3;
  /// For those who are asked about a suspect to answer.
  std::chrono::milliseconds inquiry{1'000};
  std::chrono::milliseconds renew_interval{1'500};
  /// After a table that could not be reached.
  std::chrono::milliseconds retry{250};
  /// Without a renewal for so long a node takes its lease for lost.
  std::chrono::milliseconds fence_after{4'000};
  /// A vote is cast anew when it is so old; the table forgets it later than that.
  std::chrono::milliseconds vote_again{20'000};
};

using membership_action = std::variant<model::node_order, to_peer>;

/// One node's part in agreeing on who is there: the table protocol of Orleans (Bernstein,
/// Bykov et al., "Orleans: Distributed Virtual Actors for Programmability and Scalability",
/// 2014, section 4.2). Nodes probe each other over the links that they work over. Who does
/// not answer is asked for through others, then voted against in the table; enough votes, or
/// a lease that ran out while the burier held its own, make it dead, for ever. Nobody is
/// declared dead without the table, so its absence kills nobody. A node ends its own work
/// by its own clock before its lease runs out in the table.
///
/// Pure logic: told of time and of what arrives, it says what to do. One table order is under
/// way at a time. Own late ticks are no fault of others: they count as nobody's miss.
class membership {
public:
  using time = std::chrono::steady_clock::time_point;

  /// @param asked_at when the table was asked for `joined`, which shows this node.
  membership(model::node_id self, const membership_timing& timing, const model::node_view& joined,
             time asked_at);

  void tick(time now);
  /// The answer to the order under way, asked at `asked_at`.
  void take(const model::node_view& view, time asked_at, time now);
  /// The order under way had no answer; it may have been carried out.
  void table_is_away(time now);
  void take(model::node_id from, const peer_message& message, time now);
  /// The link to a node broke and could not be made again.
  void link_lost(model::node_id to, time now);

  /// No room belongs to this node any longer, as soon as the table has it.
  void retire();
  /// All was handed over: this node is dead as soon as the table has it.
  void leave();

  /// What there is to do since it was asked last.
  [[nodiscard]] std::vector<membership_action> actions();

  [[nodiscard]] node_status stands() const noexcept { return standing_; }
  /// When it has to end its own work unless the table renews its lease.
  [[nodiscard]] time lease_end() const noexcept {
    return standing_ == node_status::dead ? time::min() : lease_from_ + timing_.fence_after;
  }
  /// The newest view known.
  [[nodiscard]] const model::node_view& view() const noexcept { return view_; }
  /// The nodes to which rooms belong.
  [[nodiscard]] std::vector<model::node> active() const;

private:
  struct peer {
    unsigned missed = 0;
    enum class probe : std::uint8_t { none, sent } last = probe::none;
    enum class contact : std::uint8_t { never, once } met = contact::never;
    /// Others were asked about it at this time.
    std::optional<time> asked_others;
    /// When a vote against it was ordered, unless that was lost.
    std::optional<time> voted;
    /// Whether one may be in the table, though the answer was lost.
    enum class ballot : std::uint8_t { none, may_stand } vote = ballot::none;
  };
  struct indirect_probe {
    model::node_id asker;
    model::node_id about;
    time until;
  };

  void adopt(const model::node_view& view);
  void judge(time now);
  void probe_all(time now);
  void suspect(model::node_id id, time now);
  void vote(model::node_id id, time now);
  void heard(model::node_id id, time now);
  void look_for(model::node_id about, model::node_id asker, time now);
  void finish_indirect_probes(time now);
  void announce();
  void order(model::node_order order);
  [[nodiscard]] bool stands_until_done(const model::node_order& order) const;
  void send(model::node_id to, peer_message::kind type, model::node_id about = {});
  [[nodiscard]] bool is_probed(model::node_id id) const;
  [[nodiscard]] bool is_cut_off() const;
  [[nodiscard]] std::vector<model::node_id> helpers(model::node_id about) const;
  [[nodiscard]] const model::node* own_node() const;

  model::node_id self_;
  membership_timing timing_;
  model::node_view view_;
  node_status standing_ = node_status::joining;
  std::map<model::node_id, peer> peers_;
  std::vector<indirect_probe> indirect_probes_;
  std::vector<membership_action> to_do_;

  /// What the table has not been asked yet.
  std::deque<model::node_order> orders_;
  std::optional<model::node_order> under_way_;
  /// What was lost with a table that is away, and is still meant when it answers again.
  std::vector<model::node_order> unmet_;
  /// How the newest order but that under way has ended.
  enum class reply : std::uint8_t { received, missing } newest_reply_ = reply::received;
  time lease_from_;
  time next_renewal_;
  time next_probe_;
  time last_tick_;
};

} // namespace vestnik::cluster
