#pragma once

#include "cluster/protocol/node_status.hpp"
#include "tests/simulation/cluster/cluster_member.hpp"
#include "tests/simulation/cluster/node_network.hpp"
#include "tests/simulation/database_faults.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/line.hpp"
#include "tests/simulation/node.hpp"
#include "tests/simulation/story.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// A process of the server: its actors on a scheduler and a clock of their own, which make a node,
/// alone or as one of a cluster.
class process {
public:
  struct needs {
    std::filesystem::path database;
    database_faults& faults;
    node_settings node;
    /// None alone.
    node_network* network = nullptr;
    /// Told what a node of a cluster may do, from within an actor.
    std::function<void(cluster::node_status)> on_standing;
  };

  /// Throws `std::runtime_error` if it cannot join its cluster. @param now since the run began.
  process(const std::string& name, const needs& needed, story::time now);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  [[nodiscard]] node& serving() noexcept { return *node_; }
  /// None alone.
  [[nodiscard]] cluster_member* member() noexcept { return member_.get(); }

  [[nodiscard]] std::shared_ptr<line> connect(model::user_id user, line::quality how);
  [[nodiscard]] const std::vector<std::shared_ptr<line>>& lines() const noexcept { return lines_; }

  // -- what moves it
  [[nodiscard]] bool can_run() const noexcept {
    return standing_ == standing::still ? false : !scheduler_.jobs.empty();
  }
  /// Any of its actors handles its next message. @param newest_first in thousandths
  void run_one(dice& chance, std::uint64_t newest_first);
  void pass(story::time how_long);
  /// Time passes while one of its actors is at work: timers come later.
  void pass_at_work(story::time how_long);
  /// When the next of its timers is due.
  [[nodiscard]] std::optional<story::time> next_timer() const;
  /// Nothing of it runs until `go_on`, and then all is due that was due meanwhile.
  void stand_still();
  void go_on();
  [[nodiscard]] bool stands_still() const noexcept { return standing_ == standing::still; }

  /// Nothing of it reaches the database, clients or others any more, and all its actors end.
  void end();
  /// The kinds of actors that have not ended.
  [[nodiscard]] std::vector<std::string> survivors() const;

private:
  caf::actor_system_config config_;
  caf::actor_system system_;
  caf::scheduler::test_coordinator& scheduler_;
  std::shared_ptr<database_faults::door> door_ =
      std::make_shared<database_faults::door>(database_faults::door::open);
  std::string name_;
  node_network* network_;
  std::unique_ptr<cluster_member> member_;
  std::unique_ptr<node> node_;
  std::vector<std::shared_ptr<line>> lines_;
  enum class standing : std::uint8_t { running, still } standing_ = standing::running;
  story::time missed_{};
};

/// Since the run began.
[[nodiscard]] story::time elapsed_at(caf::actor_clock::time_point when);

} // namespace vestnik::simulation
