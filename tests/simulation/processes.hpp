#pragma once

#include "model/values/id.hpp"
#include "tests/simulation/cluster/node_network.hpp"
#include "tests/simulation/mail/mail_gate.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/surroundings.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::simulation {

/// The server of a run: one process alone, or the nodes of a cluster, which are killed, stopped,
/// and started again.
class processes {
public:
  struct settings {
    std::filesystem::path database;
    /// One: alone.
    std::size_t nodes = 1;
    node_settings node;
    line::quality lines = line::quality::sound;
    /// How often, in thousandths, the actor that became ready last goes first, so that others wait.
    std::uint64_t newest_first = 0;
    std::vector<model::account_id> mailboxes;
    /// A process that follows no mailbox after it was restarted must be found out.
    enum class following : std::uint8_t { always, first_life } follows = following::always;
    /// How late what nodes say to each other may be.
    story::time late{};
    /// In a cluster, `together`: all are there before anybody comes, and who is lost stays away;
    /// one at most.
    enum class joining : std::uint8_t { together, at_any_time } joins = joining::at_any_time;
  };
  /// All outlive the processes.
  processes(settings how, surroundings& around, database_faults& faults, mail_network& servers);
  ~processes();
  processes(const processes&) = delete;
  processes& operator=(const processes&) = delete;

  void start();
  /// All stop in order.
  void end();

  // -- what happens to one of them, if it runs

  void kill();
  void stop();
  void stand_still();
  /// The network between two nodes fails for a while.
  void cut();
  void break_link();
  /// Nothing of that goes on.
  void heal();
  /// Whether all run that shall, and may serve.
  [[nodiscard]] bool are_well() const;

  /// A connection to one that serves; null: none does.
  [[nodiscard]] std::shared_ptr<line> connect(model::user_id user);

  // -- what moves them

  void gather(std::vector<std::function<void()>>& moves);
  /// An actor of one of them handles its next message. @return whether there was one
  [[nodiscard]] bool run_actor();
  void pass(story::time how_long);
  void pass_at_work(story::time how_long);
  [[nodiscard]] std::optional<story::time> next_timer() const;

private:
  struct slot {
    std::string name;
    /// Numbers its lives: what is late is about an earlier one.
    std::size_t life = 0;
    std::unique_ptr<mail_gate> gate;
    std::unique_ptr<process> running;
    cluster::node_status stands = cluster::node_status::joining;
    enum class way : std::uint8_t { up, leaving } goes = way::up;
  };

  [[nodiscard]] bool are_several() const noexcept { return settings_.nodes > 1; }
  /// Whether nobody has been lost, or is about to be.
  [[nodiscard]] bool are_complete() const;
  /// Who may be lost.
  [[nodiscard]] slot* some();
  [[nodiscard]] bool nobody_joins() const noexcept {
    return are_several() && settings_.joins == settings::joining::together;
  }
  void start(slot& which);
  /// This one and those behind it, when the others have taken in the one before.
  void start_in_turn(std::size_t number);
  void start_later(slot& which, story::time pause);
  /// What a node of a cluster may do has changed.
  void change_standing(slot& which, std::size_t life, cluster::node_status now);
  enum class farewell : std::uint8_t { none, in_order };
  void end(slot& which, farewell how);
  void depart(slot& which);
  /// Calls `then` later, if the process still lives.
  void in_its_life(slot& which, story::time pause, std::function<void()> then);
  void tell(std::string_view kind, const slot& of);

  settings settings_;
  surroundings& around_;
  database_faults& faults_;
  mail_network& mail_servers_;
  node_network network_;
  std::vector<slot> slots_;
  /// Whether all have been started that are there from the beginning.
  bool has_begun_ = false;
};

} // namespace vestnik::simulation
