#include "tests/simulation/process.hpp"

#include "storage/drivers/sqlite_database.hpp"
#include "tests/simulation/faulty_database.hpp"

#include <caf/actor_cast.hpp>
#include <caf/atom.hpp>
#include <caf/local_actor.hpp>

#include <algorithm>
#include <utility>

namespace vestnik::simulation {

namespace {

caf::actor_system_config& configure(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("testing"));
  config.set("logger.file-verbosity", caf::atom("quiet"));
  config.set("logger.inline-output", true);
  return config;
}

} // namespace

story::time elapsed_at(caf::actor_clock::time_point when) {
  return std::chrono::duration_cast<story::time>(when - caf::actor_clock::time_point{});
}

process::process(const std::string& name, const needs& needed, story::time now)
    : system_{configure(config_)}
    , scheduler_{dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())}
    , name_{name}
    , network_{needed.network} {
  // Who outlives its node is told in the story.
  system_.await_actors_before_shutdown(false);
  scheduler_.clock().current_time += now;
  auto place = actors::node_place{};
  if (network_ != nullptr) {
    auto table = storage::sqlite_database::open({.file = needed.database}).value();
    member_ = std::make_unique<cluster_member>(
        system_, name_, std::make_unique<faulty_database>(std::move(table), needed.faults, door_),
        *network_, needed.on_standing);
    place = member_->place();
  }
  node_ = std::make_unique<node>(system_, node_database{needed.database, needed.faults, door_},
                                 place, needed.node);
  if (member_)
    member_->open(node_->hearers(), node_->reader());
}

process::~process() { end(); }

std::shared_ptr<line> process::connect(model::user_id user, line::quality how) {
  std::erase_if(lines_, [](const auto& each) { return each->is_over(); });
  lines_.push_back(std::make_shared<line>(how));
  node_->serve(user, lines_.back());
  return lines_.back();
}

void process::run_one(dice& chance, std::uint64_t newest_first) {
  auto& jobs = scheduler_.jobs;
  // Any of them may be next, as on a machine with many cores.
  const auto number = chance.chance(newest_first) ? jobs.size() - 1 : chance.below(jobs.size());
  const auto next = jobs.begin() + static_cast<std::ptrdiff_t>(number);
  std::rotate(jobs.begin(), next, next + 1);
  scheduler_.run_once();
}

void process::pass(story::time how_long) {
  if (stands_still())
    missed_ += how_long;
  else
    scheduler_.advance_time(how_long);
}

void process::pass_at_work(story::time how_long) {
  if (stands_still())
    missed_ += how_long;
  else
    scheduler_.clock().current_time += how_long;
}

std::optional<story::time> process::next_timer() const {
  const auto& timers = scheduler_.clock().schedule();
  if (stands_still() || timers.empty())
    return std::nullopt;
  return elapsed_at(timers.begin()->first);
}

void process::stand_still() { standing_ = standing::still; }

void process::go_on() {
  standing_ = standing::running;
  scheduler_.advance_time(std::exchange(missed_, {}));
}

void process::end() {
  if (std::exchange(*door_, database_faults::door::closed) == database_faults::door::closed)
    return;
  for (const auto& each : std::exchange(lines_, {}))
    each->lose_server();
  if (network_ != nullptr)
    network_->forget(name_);
  if (stands_still())
    go_on();
  if (member_)
    member_->end();
  node_->end();
  while (scheduler_.try_run_once())
    continue;
}

std::vector<std::string> process::survivors() const {
  auto all = node_->actors();
  if (member_)
    all.insert(all.end(), member_->actors().begin(), member_->actors().end());
  std::vector<std::string> names;
  for (const auto& each : all)
    if (const auto alive = caf::actor_cast<caf::strong_actor_ptr>(each);
        alive && !alive->get()->getf(caf::abstract_actor::is_terminated_flag))
      names.emplace_back(dynamic_cast<caf::local_actor&>(*alive->get()).name());
  return names;
}

} // namespace vestnik::simulation
