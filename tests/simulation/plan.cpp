#include "tests/simulation/plan.hpp"

#include "tests/simulation/dice.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::simulation {

using namespace std::chrono_literals;

namespace {

/// One of these measures by the seed, or zero if runs do not have that fault.
using measures = std::function<std::uint64_t(fault, std::vector<std::uint64_t>)>;

/// What the play `mail` has besides.
void add_mail(plan& to, dice& chance, const measures& measure) {
  to.people = to.devices = 2;
  to.mailboxes = chance.between(1, 2);
  to.letters = chance.pick(std::vector<std::size_t>{0, 3, 12, 40});
  to.habits.mailboxes = 300;
  to.writers.poison = to.habits.poison;
  to.writers.flags = measure(fault::flags, {0, 300});
  to.servers.unreachable = measure(fault::unreachable, {0, 0, 200});
  to.servers.drop = measure(fault::drop, {0, 0, 20, 150});
  to.servers.silence = measure(fault::silence, {0, 0, 0, 20});
  to.servers.refusal = measure(fault::refusal, {0, 0, 30, 200});
  to.servers.claims = measure(fault::claims, {0, 0, 100});
  to.servers.damage = measure(fault::damage, {0, 0, 20, 300});
  to.servers.gaps = measure(fault::gaps, {0, 0, 20, 300});
  to.servers.changes = measure(fault::changes, {0, 30, 150});
  to.servers.renumber = measure(fault::renumber, {0, 0, 150});
  to.node.batch_messages = chance.pick(std::vector<std::size_t>{1, 4, 50});
}

/// What the play `nodes` has besides, and what it has less of.
void add_nodes(plan& to, dice& chance, const measures& measure) {
  to.nodes = measure(fault::pair, {2, 3}) == 2 ? 2 : 3;
  to.mailboxes = chance.below(2);
  to.letters = to.mailboxes * chance.pick(std::vector<std::size_t>{3, 25});
  to.habits.mailboxes = to.mailboxes * 150;
  to.habits.poison = 0;
  to.habits.burst = 4;
  to.database = {};
  to.database.away = measure(fault::away, {0, 0, 0, 1});
  to.database.lost_before = to.database.lost_after = measure(fault::lost, {0, 0, 0, 30});
  to.kills = measure(fault::kill, {0, 0, 60, 150});
  to.stops = measure(fault::stop, {0, 0, 60, 150});
  to.pauses = measure(fault::still, {0, 0, 60, 150});
  to.cuts = measure(fault::links, {0, 0, 60});
  to.breaks = measure(fault::links, {0, 0, 100});
  to.late = std::chrono::milliseconds{measure(fault::late, {0, 0, 5, 100})};
  to.node.batch_messages = chance.pick(std::vector<std::size_t>{1, 4, 50});
  if (measure(fault::idle, {1}) == 0)
    to.node.room_idle = {};
  if (measure(fault::joins, {1}) > 0)
    to.joins = processes::settings::joining::at_any_time;
}

} // namespace

std::optional<play> play_named(std::string_view name) {
  using named = std::pair<std::string_view, play>;
  static constexpr std::array<named, 3> names{
      {{"chats", play::chats}, {"mail", play::mail}, {"nodes", play::nodes}}};
  const auto* const found = std::ranges::find(names, name, &named::first);
  return found == names.end() ? std::nullopt : std::optional{found->second};
}

plan plan_of(play subject, std::uint64_t seed, const fault_set& faults) {
  dice chance{seed};
  // Whatever faults are left out, the others are those of the seed.
  const measures measure = [&](fault kind, std::vector<std::uint64_t> choices) {
    const auto chosen = chance.pick(choices);
    return faults.test(static_cast<std::size_t>(kind)) ? chosen : 0;
  };
  plan out;
  out.seed = seed;
  out.people = chance.between(2, 3);
  out.devices = out.people + chance.below(2);
  out.acts = chance.between(8, 24);
  out.database.away = measure(fault::away, {0, 0, 1, 3});
  out.database.lost_before = measure(fault::lost, {0, 0, 30, 200});
  out.database.lost_after = measure(fault::lost, {0, 0, 30, 200});
  out.database.slow = measure(fault::slow, {0, 0, 0, 5});
  out.database.locked = measure(fault::locked, {0, 0, 10, 50});
  out.habits.poison = measure(fault::poison, {0, 0, 50, 200});
  // Nobody is to blame for `internal` until another mail is stored (actors/mail/mail_intake): the
  // last letter of a mailbox would wait for one that never comes.
  const auto unclear = subject == play::mail ? model::ec::invalid : model::ec::internal;
  out.poison_code = chance.pick(
      std::vector{unclear, model::ec::invalid, model::ec::too_large, model::ec::conflict});
  out.kills = measure(fault::kill, {0, 0, 0, 50});
  out.stops = measure(fault::stop, {0, 0, 0, 50});
  out.habits.dialogs = measure(fault::dialogs, {0, 40, 40, 200});
  const bool are_lost = out.database.lost_before + out.database.lost_after > 0;
  const auto amid_losses = measure(fault::reads, {200, 500});
  out.habits.reads = are_lost ? amid_losses : 200;
  if (measure(fault::storm, {0, 0, 0, 1}) > 0) {
    out.habits.burst = 40;
    out.database.commit = 60ms;
  }
  out.node.room_idle = chance.pick(std::vector<std::chrono::milliseconds>{0ms, 0ms, 500ms, 5s});
  out.node.tail_events = chance.pick(std::vector<std::size_t>{0, 2, 8, 256});
  out.newest_first = chance.pick(std::vector<std::uint64_t>{0, 0, 700, 950});
  if (subject == play::mail)
    add_mail(out, chance, measure);
  if (subject == play::nodes)
    add_nodes(out, chance, measure);
  return out;
}

} // namespace vestnik::simulation
