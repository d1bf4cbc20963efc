#include "tests/simulation/processes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace vestnik::simulation {

using namespace std::chrono_literals;
using cluster::node_status;

namespace {

/// How long whoever looks after a process waits before it is started again.
constexpr story::time before_restart = 1500ms;
/// For nodes to see the same others.
constexpr story::time to_agree = 4s;
/// For a client that hears nothing.
constexpr story::time clients_patience = 4s;
/// "Come back, elsewhere" (docs/wire).
constexpr std::uint16_t sent_away = 4012;

} // namespace

processes::processes(settings how, surroundings& around, database_faults& faults,
                     mail_network& servers)
    : settings_{std::move(how)}
    , around_{around}
    , faults_{faults}
    , mail_servers_{servers}
    , network_{around} {
  network_.delay(settings_.late);
  for (std::size_t number = 1; number <= settings_.nodes; ++number)
    slots_.push_back({fmt::format("node{}", number), 0, nullptr, nullptr});
}

processes::~processes() = default;

void processes::start() {
  if (nobody_joins())
    return start_in_turn(0);
  for (auto& each : slots_)
    start(each);
}

void processes::start_in_turn(std::size_t number) {
  if (number == slots_.size()) {
    has_begun_ = true;
    return;
  }
  start(slots_[number]);
  around_.later(to_agree, [this, number] { start_in_turn(number + 1); });
}

void processes::start(slot& which) {
  const auto life = ++which.life;
  which.goes = slot::way::up;
  which.stands = node_status::joining;
  which.gate = std::make_unique<mail_gate>(mail_servers_);
  try {
    which.running = std::make_unique<process>(
        which.name,
        process::needs{
            settings_.database, faults_, settings_.node, are_several() ? &network_ : nullptr,
            [this, &which, life](node_status now) { change_standing(which, life, now); }},
        around_.record().now());
  } catch (const std::runtime_error&) {
    network_.forget(which.name);
    return start_later(which, before_restart);
  }
  const bool follows = life == 1 || settings_.follows == settings::following::always;
  // In a cluster the directory knows which of them are the node's own.
  which.running->serving().follow(follows && !are_several() ? settings_.mailboxes
                                                            : std::vector<model::account_id>{},
                                  *which.gate);
}

void processes::start_later(slot& which, story::time pause) {
  if (nobody_joins() && has_begun_)
    return;
  around_.later(pause, [this, &which] {
    if (which.running)
      return;
    tell("restart", which);
    start(which);
  });
}

void processes::in_its_life(slot& which, story::time pause, std::function<void()> then) {
  around_.later(pause, [&which, life = which.life, then = std::move(then)] {
    if (which.running && which.life == life)
      then();
  });
}

void processes::tell(std::string_view kind, const slot& of) {
  around_.record().fault(kind, {{"node", of.name}});
}

void processes::change_standing(slot& which, std::size_t life, node_status now) {
  if (which.life != life || std::exchange(which.stands, now) == now)
    return;
  if (which.goes == slot::way::leaving)
    return;
  if (now == node_status::cut_off)
    in_its_life(which, {}, [&which] {
      for (const auto& each : which.running->lines())
        each->close(sent_away, "");
    });
  if (now != node_status::dead)
    return;
  tell("declared dead", which);
  in_its_life(which, {}, [this, &which] {
    end(which, farewell::none);
    start_later(which, before_restart);
  });
}

bool processes::are_complete() const {
  return std::ranges::all_of(slots_, [](const slot& each) {
    return each.running && each.goes == slot::way::up && !each.running->stands_still();
  });
}

processes::slot* processes::some() {
  auto& chosen = slots_[around_.chance().below(slots_.size())];
  if (nobody_joins() && !are_complete())
    return nullptr;
  return chosen.running && chosen.goes == slot::way::up ? &chosen : nullptr;
}

void processes::kill() {
  auto* const victim = some();
  if (victim == nullptr)
    return;
  tell("kill", *victim);
  end(*victim, farewell::none);
  start_later(*victim, std::chrono::milliseconds{around_.chance().between(100, 3'000)});
}

void processes::stop() {
  auto* const victim = some();
  if (victim == nullptr || victim->running->stands_still())
    return;
  tell("stop", *victim);
  if (!are_several()) {
    end(*victim, farewell::in_order);
    return start_later(*victim, std::chrono::milliseconds{around_.chance().between(100, 3'000)});
  }
  victim->goes = slot::way::leaving;
  victim->running->member()->retire(
      [this, victim] { in_its_life(*victim, {}, [this, victim] { depart(*victim); }); });
}

void processes::depart(slot& which) {
  for (const auto& each : which.running->lines())
    each->close(sent_away, "");
  which.running->member()->depart();
  in_its_life(which, 500ms, [this, &which] {
    end(which, farewell::in_order);
    start_later(which, std::chrono::milliseconds{around_.chance().between(100, 3'000)});
  });
}

void processes::stand_still() {
  auto* const victim = some();
  if (victim == nullptr || victim->running->stands_still())
    return;
  const auto how_long = around_.chance().pick(std::vector<story::time>{1500ms, 4500ms, 8s, 20s});
  around_.record().fault("stands still", {{"node", victim->name}, {"ms", how_long / 1ms}});
  mail_servers_.deliver(victim->gate.get());
  victim->running->stand_still();
  network_.stand_still(victim->name);
  in_its_life(*victim, clients_patience, [victim] {
    if (victim->running->stands_still())
      for (const auto& each : victim->running->lines())
        each->hang_up();
  });
  in_its_life(*victim, how_long, [this, victim] {
    tell("goes on", *victim);
    network_.go_on(victim->name);
    victim->running->go_on();
  });
}

void processes::cut() {
  // Of two that are left one may be declared dead at once.
  if (nobody_joins() && !are_complete())
    return;
  auto& chance = around_.chance();
  const auto one = chance.below(slots_.size());
  const auto other = (one + 1 + chance.below(slots_.size() - 1)) % slots_.size();
  around_.record().fault("network cut",
                         {{"between", slots_[one].name}, {"and", slots_[other].name}});
  network_.cut(slots_[one].name, slots_[other].name);
}

void processes::break_link() {
  if (nobody_joins() && !are_complete())
    return;
  around_.record().fault("link broken");
  network_.break_one();
}

void processes::heal() { network_.heal(); }

bool processes::are_well() const {
  return std::ranges::all_of(slots_, [this](const slot& each) {
    if (nobody_joins() && has_begun_ && !each.running)
      return true;
    return each.running && !each.running->stands_still() &&
           (!are_several() || each.stands == node_status::serving);
  });
}

std::shared_ptr<line> processes::connect(model::user_id user) {
  std::vector<slot*> open;
  for (auto& each : slots_)
    if (each.running && !each.running->stands_still() && each.goes == slot::way::up &&
        (!are_several() || each.stands == node_status::serving))
      open.push_back(&each);
  if (open.empty())
    return nullptr;
  auto& chosen = are_several() ? *around_.chance().pick(open) : *open.front();
  return chosen.running->connect(user, settings_.lines);
}

void processes::end(slot& which, farewell how) {
  mail_servers_.lose_clients(which.gate.get());
  which.running->end();
  // A process that is killed takes all with it.
  if (how == farewell::in_order)
    for (const auto& each : which.running->survivors())
      around_.record().stuck(fmt::format("an actor outlives its node: {}", each));
  which.running.reset();
  which.gate.reset();
}

void processes::end() {
  for (auto& each : slots_)
    if (each.running)
      end(each, farewell::in_order);
}

void processes::gather(std::vector<std::function<void()>>& moves) {
  for (const auto& each : slots_) {
    if (!each.running)
      continue;
    for (const auto& line : each.running->lines()) {
      if (line->can_reach_client())
        moves.emplace_back([line] { line->reach_client(); });
      if (line->can_reach_server())
        moves.emplace_back([line] { line->reach_server(); });
      if (line->can_flush())
        moves.emplace_back([line] { line->flush(); });
    }
  }
  network_.gather(moves);
}

bool processes::run_actor() {
  std::vector<process*> ready;
  for (const auto& each : slots_)
    if (each.running && each.running->can_run())
      ready.push_back(each.running.get());
  if (ready.empty())
    return false;
  auto& chosen = ready.size() == 1 ? *ready.front() : *around_.chance().pick(ready);
  chosen.run_one(around_.chance(), settings_.newest_first);
  return true;
}

void processes::pass(story::time how_long) {
  for (const auto& each : slots_)
    if (each.running)
      each.running->pass(how_long);
}

void processes::pass_at_work(story::time how_long) {
  for (const auto& each : slots_)
    if (each.running)
      each.running->pass_at_work(how_long);
}

std::optional<story::time> processes::next_timer() const {
  std::optional<story::time> next;
  for (const auto& each : slots_)
    if (const auto timer = each.running ? each.running->next_timer() : std::nullopt)
      next = std::min(next.value_or(*timer), *timer);
  return next;
}

} // namespace vestnik::simulation
