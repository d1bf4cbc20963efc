#include "tests/cluster/simulated_cluster.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_response_promise.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace vestnik::cluster::test {

namespace {

/// Time moves between members only; the test says when.
constexpr duration pulse_interval{250};
constexpr duration table_patience{1'000};
constexpr duration before_restart{300};
constexpr duration first_repetition{200};
constexpr duration link_silence{4'000};

} // namespace

simulated_cluster::simulated_cluster(caf::actor_system& sys,
                                     caf::scheduler::test_coordinator& sched, std::size_t nodes,
                                     std::uint32_t seed)
    : sys_{sys}
    , sched_{sched}
    , random_{seed} {
  nodes_.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    nodes_[i].name = fmt::format("n{}", i);
    nodes_[i].cut_to.resize(nodes);
    nodes_[i].rate = 1 + (static_cast<double>(random_() % 2001) - 1000) / 50'000;
    start(i);
  }
}

simulated_cluster::~simulated_cluster() {
  for (auto& one : nodes_)
    end(one);
}

void simulated_cluster::end(simulated_node& one) {
  if (one.actor)
    caf::anon_send_exit(one.actor, caf::exit_reason::kill);
  if (one.helper)
    caf::anon_send_exit(one.helper, caf::exit_reason::kill);
  while (sched_.try_run_once()) {
  }
  one.actor = nullptr;
  one.helper = nullptr;
  one.held.clear();
  one.paused_until.reset();
}

void simulated_cluster::start(std::size_t node) {
  auto& one = nodes_[node];
  if (one.actor)
    return;
  if (one.table_cut)
    return later(before_restart, [this, node] { start(node); });
  one.next = simulated_node::plan::none;
  one.id = table_.join(one.name, now_);
  one.status = {};
  const auto life = one.id;
  // What its peers, its table and its listener are for the member.
  one.helper = sys_.spawn(
      [](caf::event_based_actor* self, simulated_cluster* in, std::size_t index) -> caf::behavior {
        using promise = caf::typed_response_promise<model::node_view>;
        auto waiting = std::make_shared<std::map<std::uint64_t, promise>>();
        return {
            [in, index](const to_peer& outgoing) { in->transmit(index, outgoing); },
            [in, index, self, waiting](const table_request& request) {
              const auto number = in->ask_table(index, request);
              return waiting->emplace(number, self->make_response_promise<model::node_view>())
                  .first->second;
            },
            // The answer to a request has come.
            [in, waiting](std::uint64_t number) {
              auto promise = std::move(waiting->extract(number).mapped());
              if (auto view = in->answers_.extract(number); view && view.mapped())
                promise.deliver(*view.mapped());
              else
                promise.deliver(caf::make_error(caf::sec::request_timeout));
            },
            [in, index](const membership_change& change) { in->nodes_[index].status = change; },
        };
      },
      this, node);
  member_settings settings;
  settings.pulse = duration{0};
  settings.patience = std::chrono::hours{24};
  settings.clock = [this, node] {
    const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(now_ - time{});
    return time{std::chrono::nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(passed.count()) * nodes_[node].rate)}};
  };
  one.actor = sys_.spawn(member, life, table_.seen_by(life, now_), settings.clock(),
                         caf::actor_cast<node_table_actor>(one.helper),
                         caf::actor_cast<peers_actor>(one.helper),
                         caf::actor_cast<membership_listener>(one.helper), settings);
  run_actors(node);
  later(some(0, 250), [this, node, life] { pulse(node, life); });
}

void simulated_cluster::kill(std::size_t node) {
  if (!nodes_[node].actor)
    return;
  end(nodes_[node]);
  tell_links_broken(node);
}

void simulated_cluster::tell_links_broken(std::size_t node) {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (i != node && nodes_[i].actor && !nodes_[node].cut_to[i])
      later(some(1, 5), [this, i, life = nodes_[i].id, lost = nodes_[node].id] {
        at_node(i, life, [this, i, lost] { caf::anon_send(nodes_[i].actor, link_broken{lost}); });
      });
}

void simulated_cluster::pause(std::size_t node, duration how_long) {
  auto& one = nodes_[node];
  if (!one.actor || one.paused_until)
    return;
  one.paused_until = now_ + how_long;
  later(how_long, [this, node, life = one.id] {
    auto& stopped = nodes_[node];
    if (stopped.id != life || !stopped.actor)
      return;
    stopped.paused_until.reset();
    for (auto& event : std::exchange(stopped.held, {}))
      at_node(node, life, std::move(event));
  });
}

void simulated_cluster::cut(std::size_t from, std::size_t to) { nodes_[from].cut_to[to] = true; }

void simulated_cluster::cut_table(std::size_t node) { nodes_[node].table_cut = true; }

void simulated_cluster::lose(double share_of_messages) { lost_ = share_of_messages; }

void simulated_cluster::repeat(double share_of_packets) { repeated_ = share_of_packets; }

void simulated_cluster::heal() {
  lost_ = repeated_ = 0;
  for (auto& one : nodes_) {
    one.table_cut = false;
    one.cut_to.assign(nodes_.size(), false);
  }
}

void simulated_cluster::retire(std::size_t node) {
  at_node(node, nodes_[node].id,
          [this, node] { caf::anon_send(nodes_[node].actor, atom::retire::value); });
}

void simulated_cluster::later(duration delay, std::function<void()> work) {
  events_.push({now_ + delay, ++numbers_, std::move(work)});
}

void simulated_cluster::at_node(std::size_t node, model::node_id life, std::function<void()> work) {
  auto& one = nodes_[node];
  if (one.id != life || !one.actor)
    return;
  if (one.paused_until) {
    one.held.push_back(std::move(work));
    return;
  }
  work();
  run_actors(node);
}

void simulated_cluster::run_actors(std::size_t node) {
  while (sched_.try_run_once()) {
  }
  auto& one = nodes_[node];
  const bool works =
      one.status.status == node_status::serving || one.status.status == node_status::leaving;
  if (works && now_ >= table_.lease_end(one.id) && broken_.empty())
    broken_ = fmt::format("{} works at {} ms without a lease", one.name, elapsed().count());
  if (one.status.status == node_status::dead && one.actor) {
    if (table_.state_of(one.id) != model::node_state::dead && broken_.empty())
      broken_ = fmt::format("{} ended at {} ms and nobody wanted it", one.name, elapsed().count());
    end(one);
    tell_links_broken(node);
    one.next = simulated_node::plan::restart;
    later(before_restart, [this, node] { start(node); });
  }
}

void simulated_cluster::pulse(std::size_t node, model::node_id life) {
  if (nodes_[node].id != life || !nodes_[node].actor)
    return;
  // A process that stands still has one tick waiting, not all that it missed.
  if (!nodes_[node].paused_until)
    at_node(node, life, [this, node] { caf::anon_send(nodes_[node].actor, atom::pulse::value); });
  later(pulse_interval, [this, node, life] { pulse(node, life); });
}

void simulated_cluster::transmit(std::size_t from, const to_peer& outgoing) {
  const auto to = number_of(outgoing.to);
  if (!to || nodes_[from].cut_to[*to] || static_cast<double>(random_() % 1000) < lost_ * 1000)
    return;
  const auto takes = passage(from, outgoing.to);
  if (takes >= link_silence)
    return later(link_silence, [this, from, to = *to] { break_link(from, to); });
  later(takes, [this, from = nodes_[from].id, to = *to, outgoing] {
    at_node(to, outgoing.to, [this, from, to, outgoing] {
      caf::anon_send(nodes_[to].actor, from_peer{from, outgoing.message});
    });
  });
}

duration simulated_cluster::passage(std::size_t from, model::node_id to) {
  auto takes = some(1, 20);
  if (repeated_ == 0)
    return takes;
  for (auto again = first_repetition; static_cast<double>(random_() % 1000) < repeated_ * 1000;
       again *= 2)
    takes += again;
  auto& arrival = nodes_[from].arrival[to];
  arrival = std::max(arrival, now_ + takes);
  return std::chrono::duration_cast<duration>(arrival - now_);
}

void simulated_cluster::break_link(std::size_t one, std::size_t other) {
  nodes_[one].arrival.erase(nodes_[other].id);
  nodes_[other].arrival.erase(nodes_[one].id);
  const auto tell = [this](std::size_t witness, model::node_id lost) {
    at_node(witness, nodes_[witness].id,
            [this, witness, lost] { caf::anon_send(nodes_[witness].actor, link_broken{lost}); });
  };
  tell(one, nodes_[other].id);
  tell(other, nodes_[one].id);
}

std::uint64_t simulated_cluster::ask_table(std::size_t node, const table_request& request) {
  const auto number = ++numbers_;
  const auto answer = [this, node, life = nodes_[node].id, number] {
    at_node(node, life, [this, node, number] { caf::anon_send(nodes_[node].helper, number); });
  };
  later(some(1, 30), [this, node, request, number, answer] {
    if (!nodes_[node].table_cut) {
      table_.carry_out(request, now_);
      answers_[number] = table_.seen_by(request.from, now_);
    }
    later(some(1, 30), [this, node, number, answer] {
      // It may be lost although the order was carried out.
      if (!nodes_[node].table_cut && answers_.contains(number))
        return answer();
      answers_.erase(number);
      later(table_patience, answer);
    });
  });
  return number;
}

void simulated_cluster::run(duration how_long) {
  const auto end = now_ + how_long;
  while (!events_.empty() && events_.top().at <= end) {
    auto next = events_.top();
    events_.pop();
    now_ = next.at;
    next.work();
  }
  now_ = end;
}

bool simulated_cluster::settles_within(duration at_most) {
  const auto end = now_ + at_most;
  while (now_ < end) {
    if (is_settled())
      return true;
    run(duration{250});
  }
  return is_settled();
}

bool simulated_cluster::is_settled() const {
  std::vector<model::node_id> running;
  for (const auto& one : nodes_)
    if (one.actor)
      running.push_back(one.id);
  std::ranges::sort(running);
  return std::ranges::all_of(nodes_, [&](const simulated_node& one) {
    if (!one.actor)
      return one.next == simulated_node::plan::none &&
             table_.state_of(one.id) == model::node_state::dead;
    std::vector<model::node_id> seen;
    for (const auto& other : one.status.active)
      seen.push_back(other.id);
    return !one.paused_until && one.status.status == node_status::serving && seen == running;
  });
}

duration simulated_cluster::some(int from, int to) {
  return duration{from + static_cast<int>(random_() % static_cast<unsigned>(to - from + 1))};
}

std::optional<std::size_t> simulated_cluster::number_of(model::node_id id) const {
  const auto found = std::ranges::find(nodes_, id, &simulated_node::id);
  return found == nodes_.end() ? std::nullopt
                               : std::optional{static_cast<std::size_t>(found - nodes_.begin())};
}

} // namespace vestnik::cluster::test
