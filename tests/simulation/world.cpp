#include "tests/simulation/world.hpp"

#include "storage/drivers/sqlite_database.hpp"
#include "storage/open.hpp"
#include "tests/simulation/final_reading.hpp"
#include "tests/simulation/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vestnik::simulation {

using namespace std::chrono_literals;

namespace {

/// When runs begin.
constexpr model::timestamp begin{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}};

/// What passes at once when nothing can happen, at least and at most.
constexpr story::time moment = 5ms;
constexpr story::time longest_pause = 1s;

/// A run that takes more steps for one aim goes round in circles.
constexpr std::size_t most_steps = 300'000;

/// After all faults. The longest pause of the product is a minute.
constexpr story::time to_settle = 5min;
constexpr story::time to_arrive = 20s;
/// For nodes to see the same others.
constexpr story::time to_agree = 15s;
/// Nobody announces what a server has kept to itself: it is found when the folder is listed, which
/// is each quarter of an hour, by a connection that has been tried again after five minutes.
constexpr story::time to_fetch = 25min;
/// What was noted and not told is found by the next look but one, at the latest.
constexpr story::time to_tell = 15s;

processes::settings server_of(const plan& run, const std::filesystem::path& file,
                              const std::vector<model::account_id>& mailboxes) {
  return {file,      run.nodes,   run.node, run.lines, run.newest_first,
          mailboxes, run.follows, run.late, run.joins};
}

} // namespace

world::world(const plan& what_happens, std::filesystem::path file, std::ostream& to)
    : plan_{what_happens}
    , file_{std::move(file)}
    , dice_{what_happens.seed ^ 0x9E3779B97F4A7C15U}
    , story_{to}
    , faults_{dice_, story_,
              [this](story::time how_long) {
                // Timers come later: an actor is at work.
                story_.set_clock(story_.now() + how_long);
                processes_->pass_at_work(how_long);
                set_clocks();
              }}
    , shelf_{file_} {
  set_random(plan_.seed);
  set_clocks();
}

world::~world() = default;

void world::run() {
  const auto& database = plan_.database;
  // Another node may refuse what this one has read, or be lost with it. What takes longer than its
  // asker waits is refused, too, but the judge sees when a statement is slow.
  const bool refuses =
      database.away + database.locked + database.lost_before + database.lost_after > 0 ||
      plan_.nodes > 1;
  story_.run({{"seed", plan_.seed},
              {"began", model::to_rfc3339(begin)},
              {"refuses", refuses},
              {"people", plan_.people},
              {"devices", plan_.devices},
              {"away", database.away},
              {"locked", database.locked},
              {"slow", database.slow},
              {"lost_before", database.lost_before},
              {"lost_after", database.lost_after},
              {"poison", plan_.habits.poison},
              {"poison_code", model::traits_of(plan_.poison_code).name},
              {"burst", plan_.habits.burst},
              {"commit_ms", database.commit / 1ms},
              {"reads", plan_.habits.reads},
              {"dialogs", plan_.habits.dialogs},
              {"kills", plan_.kills},
              {"stops", plan_.stops},
              {"newest_first", plan_.newest_first},
              {"room_idle", plan_.node.room_idle.count()},
              {"tail_events", plan_.node.tail_events},
              {"nodes", plan_.nodes},
              {"pauses", plan_.pauses},
              {"cuts", plan_.cuts},
              {"breaks", plan_.breaks},
              {"late_ms", plan_.late.count()},
              {"mailboxes", plan_.mailboxes},
              {"letters", plan_.letters},
              {"batch_messages", plan_.node.batch_messages},
              {"flags", plan_.writers.flags},
              {"unreachable", plan_.servers.unreachable},
              {"drop", plan_.servers.drop},
              {"silence", plan_.servers.silence},
              {"refusal", plan_.servers.refusal},
              {"claims", plan_.servers.claims},
              {"damage", plan_.servers.damage},
              {"gaps", plan_.servers.gaps},
              {"changes", plan_.servers.changes},
              {"renumber", plan_.servers.renumber}});
  make_people();
  meet();
  live();
  calm_down();
  read_everything();
  processes_->end();
  story_.end();
}

void world::make_people() {
  auto database = storage::sqlite_database::open({.file = file_}).value();
  storage::writer writer{std::move(database), storage::writer::retention{}};
  for (std::int64_t id = 1; id <= static_cast<std::int64_t>(plan_.people); ++id) {
    const auto name = std::to_string(id);
    const storage::write person{storage::create_user{model::user_id{id}, name, name, "", begin}};
    (void)writer.commit({&person, 1});
    people_.push_back(name);
  }
  make_mailboxes(writer);
}

void world::make_mailboxes(storage::writer& with) {
  for (std::size_t number = 1; number <= plan_.mailboxes; ++number) {
    const model::account_id id{static_cast<std::int64_t>(1'000 + number)};
    const auto host = fmt::format("mail-{}.example", number);
    storage::create_mail_account account;
    account.id = id;
    account.owner = model::user_id{static_cast<std::int64_t>(number)};
    account.address = fmt::format("{}@{}", number, host);
    account.server = {host, 143, model::mail_security::plain, std::to_string(number)};
    account.sealed_password = node::secrets()->seal(model::secret{"secret"}, id, "imap");
    account.at = begin;
    const storage::write write{std::move(account)};
    (void)with.commit({&write, 1});
    mailboxes_.push_back(id);
    mail_servers_.add(host, model::to_string(id), plan_.letters, plan_.writers);
  }
}

/// Everybody connects, and two have a dialog, before anything breaks.
void world::meet() {
  faults_.refuse_poison_with(plan_.poison_code);
  processes_ = std::make_unique<processes>(server_of(plan_, file_, mailboxes_), *this, faults_,
                                           mail_servers_);
  processes_->start();
  if (plan_.nodes > 1 && plan_.joins == processes::settings::joining::together)
    (void)until([this] { return processes_->are_well() && story_.now() > to_agree; }, to_settle,
                "all nodes serve");
  for (std::size_t number = 0; number < plan_.devices; ++number) {
    const auto& user = people_[number % people_.size()];
    auto peers = people_;
    std::erase(peers, user);
    devices_.push_back(std::make_unique<device>(fmt::format("device {}", number + 1), user, peers,
                                                plan_.habits, *this));
    devices_.back()->connect();
  }
  devices_.front()->open_dialog(people_.back());
  const auto have_met = [this] {
    return is_settled() && std::ranges::all_of(devices_, [this](const auto& each) {
             const auto& [one, other] = std::tie(people_.front(), people_.back());
             return (each->user() != one || each->knows(other)) &&
                    (each->user() != other || each->knows(one));
           });
  };
  (void)until(have_met, to_settle, "everybody connects, and two have a dialog");
}

void world::live() {
  faults_.strike(plan_.database);
  mail_servers_.strike(plan_.servers);
  for (std::size_t act = 0; act < plan_.acts; ++act) {
    if (dice_.chance(plan_.kills))
      processes_->kill();
    if (dice_.chance(plan_.stops))
      processes_->stop();
    if (plan_.nodes > 1)
      trouble_nodes();
    if (!mailboxes_.empty() && dice_.chance(300))
      mail_servers_.act();
    else
      dice_.pick(devices_)->act();
    // Much at once, or one thing after the other.
    for (auto steps = dice_.pick(std::vector{0, 0, 3, 30, 300}); steps > 0; --steps)
      step();
    shelf_.note(story_);
  }
}

void world::trouble_nodes() {
  if (dice_.chance(plan_.pauses))
    processes_->stand_still();
  if (dice_.chance(plan_.cuts))
    processes_->cut();
  if (dice_.chance(plan_.breaks))
    processes_->break_link();
}

void world::calm_down() {
  pace_ = pace::calm;
  processes_->heal();
  faults_.heal();
  mail_servers_.heal();
  story_.fault("healed");
  (void)until([this] { return processes_->are_well(); }, to_settle, "all nodes serve");
  (void)until([this] { return is_settled(); }, to_settle, "all operations are settled");
  // The judge says what is missing.
  for (const auto latest = story_.now() + to_fetch; !is_fetched() && story_.now() < latest;)
    for (const auto look = story_.now() + 1s; story_.now() < look;)
      step();
  const auto deadline = story_.now() + to_tell;
  (void)until([&] { return story_.now() >= deadline; }, to_settle, "what is late is told");
}

bool world::is_settled() const {
  return std::ranges::all_of(devices_, [](const auto& each) { return each->is_settled(); });
}

bool world::is_fetched() const {
  if (!mail_servers_.are_followed())
    return false;
  const auto boxes = shelf_.read();
  return std::ranges::all_of(mail_servers_.folders(), [&](const auto& host) {
    const auto& folder = host.second;
    const auto box =
        std::ranges::find(boxes, std::stoll(folder.account()), &shelf::mailbox::account);
    return std::ranges::all_of(folder.letters(), [&](const auto& letter) {
      const shelf::key key{folder.uidvalidity(), letter.first};
      return box->stored.contains(key) || box->quarantined.contains(key);
    });
  });
}

void world::read_everything() {
  shelf_.note(story_);
  final_reading reading{*this, people_};
  if (!until([&] { return reading.is_complete(); }, to_settle, "everything is read"))
    return;
  const auto all_arrived = [&] {
    return std::ranges::all_of(devices_, [&](const auto& each) {
      return each->has_reached(reading.heads_of(each->user()));
    });
  };
  const auto deadline = story_.now() + to_arrive;
  for (auto steps = most_steps; steps > 0 && !all_arrived() && story_.now() < deadline; --steps)
    step();
}

std::shared_ptr<line> world::connect(const std::string& user) {
  return processes_->connect(model::user_id{std::stoll(user)});
}

// -- time and chance ----------------------------------------------------------------------------

void world::later(story::time pause, std::function<void()> then) {
  events_.push({story_.now() + pause, ++numbers_, std::move(then)});
}

void world::step() {
  // Time does not stand still while there is much to do.
  if (dice_.chance(10))
    return pass(1ms);
  const auto run = [this] { return processes_->run_actor(); };
  const bool moved = dice_.chance(600) ? run() || move_line() : move_line() || run();
  if (!moved)
    pass(pause());
}

bool world::move_line() {
  std::vector<std::function<void()>> moves;
  processes_->gather(moves);
  mail_servers_.gather(moves);
  if (moves.empty())
    return false;
  const auto chosen = dice_.pick(moves);
  chosen();
  return true;
}

bool world::until(const std::function<bool()>& come_true, story::time most, std::string_view aim) {
  const auto deadline = story_.now() + most;
  for (auto steps = most_steps; steps > 0 && story_.now() < deadline; --steps) {
    if (come_true())
      return true;
    step();
  }
  story_.stuck(fmt::format("it does not come to this: {}", aim));
  return false;
}

story::time world::pause() const {
  if (pace_ == pace::lively)
    return moment;
  auto next = story_.now() + longest_pause;
  if (const auto timer = processes_->next_timer())
    next = std::min(next, *timer);
  if (!events_.empty())
    next = std::min(next, events_.top().at);
  return std::max(next - story_.now(), moment);
}

void world::pass(story::time how_long) {
  story_.set_clock(story_.now() + how_long);
  processes_->pass(how_long);
  set_clocks();
  while (!events_.empty() && events_.top().at <= story_.now()) {
    const auto happen = events_.top().happen;
    events_.pop();
    happen();
  }
}

void world::set_clocks() { set_clock(begin + story_.now()); }

} // namespace vestnik::simulation
