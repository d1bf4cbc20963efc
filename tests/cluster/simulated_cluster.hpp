#pragma once

#include "cluster/membership/member.hpp"
#include "tests/cluster/simulated_table.hpp"

#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

namespace vestnik::cluster::test {

/// Nodes whose membership actors run on CAF's test scheduler, in a time, on a network and
/// with a database that are simulated from a seed. What must always hold is checked after
/// whatever an actor does; `broken` says what did not.
class simulated_cluster {
public:
  using time = membership::time;

  /// @param sched of `sys`.
  simulated_cluster(caf::actor_system& sys, caf::scheduler::test_coordinator& sched,
                    std::size_t nodes, std::uint32_t seed);
  ~simulated_cluster();
  simulated_cluster(const simulated_cluster&) = delete;
  simulated_cluster& operator=(const simulated_cluster&) = delete;

  // -- faults; each node by its number

  /// The process ends without a word; its peers see the links break.
  void kill(std::size_t node);
  void start(std::size_t node);
  /// The process stands still.
  void pause(std::size_t node, duration how_long);
  void cut(std::size_t from, std::size_t to);
  void cut_table(std::size_t node);
  void lose(double share_of_messages);
  /// Packets are lost and sent again after 200, 400, 800 … ms, as TCP does (RFC 6298); what is
  /// behind one waits for it, and a link that is silent for 4 s breaks.
  void repeat(double share_of_packets);
  /// All links and the table work again, and whoever runs goes on.
  void heal();
  void retire(std::size_t node);

  /// Lets time pass.
  void run(duration how_long);
  /// Until all that runs agrees with the table and serves, for at most so long.
  [[nodiscard]] bool settles_within(duration at_most);

  [[nodiscard]] const std::string& broken() const { return broken_; }
  [[nodiscard]] const simulated_table& table() const { return table_; }
  [[nodiscard]] node_status stands(std::size_t node) const { return nodes_[node].status.status; }
  [[nodiscard]] std::size_t active_seen_by(std::size_t node) const {
    return nodes_[node].status.active.size();
  }
  [[nodiscard]] bool runs(std::size_t node) const { return nodes_[node].actor != nullptr; }
  [[nodiscard]] duration elapsed() const {
    return std::chrono::duration_cast<duration>(now_ - time{});
  }

private:
  struct simulated_node {
    std::string name;
    model::node_id id;
    membership_actor actor;
    caf::actor helper;
    membership_change status;
    /// How fast its clock goes.
    double rate = 1;
    std::optional<time> paused_until;
    std::vector<std::function<void()>> held;
    /// What happens by itself to one that does not run.
    enum class plan : std::uint8_t { none, restart } next = plan::none;
    bool table_cut = false;
    std::vector<bool> cut_to;
    /// When what was last sent there arrives.
    std::map<model::node_id, time> arrival;
  };
  struct event {
    time at;
    std::uint64_t number;
    std::function<void()> work;
    bool operator<(const event& other) const {
      return std::tie(other.at, other.number) < std::tie(at, number);
    }
  };

  void later(duration delay, std::function<void()> work);
  /// Lets a node handle something, as soon as it runs.
  void at_node(std::size_t node, model::node_id life, std::function<void()> work);
  void pulse(std::size_t node, model::node_id life);
  void transmit(std::size_t from, const to_peer& outgoing);
  [[nodiscard]] duration passage(std::size_t from, model::node_id to);
  void break_link(std::size_t one, std::size_t other);
  /// Returns the number of the request, under which the helper is told its answer.
  std::uint64_t ask_table(std::size_t node, const table_request& request);
  void tell_links_broken(std::size_t node);
  void run_actors(std::size_t node);
  void end(simulated_node& one);
  [[nodiscard]] bool is_settled() const;
  [[nodiscard]] duration some(int from, int to);
  [[nodiscard]] std::optional<std::size_t> number_of(model::node_id id) const;

  caf::actor_system& sys_;
  caf::scheduler::test_coordinator& sched_;
  std::mt19937 random_;
  simulated_table table_;
  time now_{};
  std::uint64_t numbers_ = 0;
  std::priority_queue<event> events_;
  std::map<std::uint64_t, std::optional<model::node_view>> answers_;
  std::vector<simulated_node> nodes_;
  double lost_ = 0;
  double repeated_ = 0;
  std::string broken_;
};

} // namespace vestnik::cluster::test
