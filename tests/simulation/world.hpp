#pragma once

#include "model/values/id.hpp"
#include "storage/writer.hpp"
#include "tests/simulation/database_faults.hpp"
#include "tests/simulation/device.hpp"
#include "tests/simulation/mail/mail_network.hpp"
#include "tests/simulation/mail/shelf.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/processes.hpp"
#include "tests/simulation/surroundings.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

namespace vestnik::simulation {

/// One run: one or several nodes, their database, mail servers, people with their devices, and the
/// time and chance that move them. The seed decides which actor handles its next message, which
/// frame arrives, what people do and what breaks; two runs of one seed are equal to the byte.
class world final : public surroundings {
public:
  /// @param file a database with the product's schema and nobody in it; used by this run alone.
  /// @param to gets the story.
  world(const plan& what_happens, std::filesystem::path file, std::ostream& to);
  ~world() override;

  /// Runs it to its end.
  void run();

  // -- surroundings
  std::shared_ptr<line> connect(const std::string& user) override;
  void later(story::time pause, std::function<void()> then) override;
  story& record() override { return story_; }
  dice& chance() override { return dice_; }

private:
  struct event {
    story::time at;
    std::uint64_t number;
    std::function<void()> happen;
    bool operator<(const event& other) const {
      return std::tie(other.at, other.number) < std::tie(at, number);
    }
  };

  void make_people();
  /// A mailbox for each of the first of them.
  void make_mailboxes(storage::writer& with);
  void meet();
  void live();
  void trouble_nodes();
  /// After all faults: all comes to rest.
  void calm_down();
  void read_everything();
  [[nodiscard]] bool is_settled() const;
  /// Whether each mailbox is followed, and the database has something of each letter there.
  [[nodiscard]] bool is_fetched() const;

  /// Lets one thing happen, or time pass if nothing can.
  void step();
  [[nodiscard]] bool move_line();
  /// @return whether it came true within `most`; else the story says that the run is stuck.
  bool until(const std::function<bool()>& come_true, story::time most, std::string_view aim);
  void pass(story::time how_long);
  /// What passes at once when nothing can happen: in calm, all until something is due.
  [[nodiscard]] story::time pause() const;
  void set_clocks();

  plan plan_;
  std::filesystem::path file_;
  dice dice_;
  story story_;
  database_faults faults_;
  mail_network mail_servers_{*this};
  std::vector<model::account_id> mailboxes_;
  shelf shelf_;
  std::unique_ptr<processes> processes_;
  std::vector<std::string> people_;
  std::vector<std::unique_ptr<device>> devices_;
  std::priority_queue<event> events_;
  std::uint64_t numbers_ = 0;
  enum class pace : std::uint8_t { lively, calm } pace_ = pace::lively;
};

} // namespace vestnik::simulation
