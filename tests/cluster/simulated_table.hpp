#pragma once

#include "cluster/protocol/messages.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace vestnik::cluster::test {

using duration = std::chrono::milliseconds;

/// The table of nodes in memory, at a time that it is told: what `storage/nodes/node_table` does
/// in the database.
class simulated_table {
public:
  using time = membership::time;

  static constexpr duration lease{5'000};
  static constexpr duration vote_life{30'000};

  /// A node that begins a life. A living one of that name, which must be its own earlier
  /// life, is dead from now on.
  model::node_id join(const std::string& name, time now) {
    for (auto& [id, one] : rows_)
      if (one.shown.name == name)
        kill(one);
    const model::node_id id{++last_};
    rows_[id] = {{id,
                  name,
                  static_cast<std::uint16_t>(last_ % 1024),
                  name,
                  model::node_state::joining,
                  {},
                  {}},
                 now + lease,
                 now,
                 {}};
    ++version_;
    return id;
  }

  void carry_out(const table_request& request, time now) {
    auto& sender = rows_.at(request.from);
    if (sender.shown.state == model::node_state::dead)
      return;
    if (sender.until < now)
      sender.since = now;
    sender.until = now + lease;
    using kind = model::node_order::kind;
    switch (request.order.type) {
    case kind::renew:
      break;
    case kind::enter:
      move_on(sender, model::node_state::active);
      break;
    case kind::retire:
      move_on(sender, model::node_state::leaving);
      break;
    case kind::vote:
      vote(request.from, rows_.at(request.order.about), now);
      break;
    case kind::withdraw:
      version_ += rows_.at(request.order.about).votes.erase(request.from);
      break;
    case kind::declare_dead: {
      auto& other = rows_.at(request.order.about);
      // Nobody needs to wait for who has left in order.
      if (request.order.about == request.from)
        sender.until = now;
      if (request.order.about == request.from || (other.until < now && sender.since < other.until))
        kill(other);
      break;
    }
    }
  }

  [[nodiscard]] model::node_view seen_by(model::node_id reader, time now) const {
    model::node_view out{version_, {}};
    for (const auto& [id, one] : rows_)
      if (one.shown.state != model::node_state::dead || id == reader) {
        auto shown = one.shown;
        shown.leased = one.until < now ? model::node::lease::expired : model::node::lease::held;
        for (const auto& [voter, at] : one.votes)
          if (now - at < vote_life)
            shown.suspected_by.push_back(voter);
        out.nodes.push_back(std::move(shown));
      }
    return out;
  }

  [[nodiscard]] model::node_state state_of(model::node_id id) const {
    return rows_.at(id).shown.state;
  }
  [[nodiscard]] time lease_end(model::node_id id) const { return rows_.at(id).until; }
  /// By votes or by leases; not by their own leaving or by a new life.
  [[nodiscard]] unsigned declared_dead() const { return declared_dead_; }

private:
  struct line {
    model::node shown;
    time until;
    time since;
    std::map<model::node_id, time> votes;
  };

  void move_on(line& one, model::node_state to) {
    if (one.shown.state < to) {
      one.shown.state = to;
      ++version_;
    }
  }

  void kill(line& one) {
    if (one.shown.state != model::node_state::dead) {
      one.shown.state = model::node_state::dead;
      ++version_;
    }
  }

  void vote(model::node_id voter, line& about, time now) {
    const auto may_vote = [](const line& one) {
      return one.shown.state == model::node_state::active ||
             one.shown.state == model::node_state::leaving;
    };
    if (!may_vote(rows_.at(voter)) || about.shown.state == model::node_state::dead)
      return;
    about.votes[voter] = now;
    ++version_;
    std::size_t members = 0;
    for (const auto& [id, one] : rows_)
      members += may_vote(one) ? 1 : 0;
    std::size_t counted = 0;
    for (const auto& [id, at] : about.votes)
      counted += may_vote(rows_.at(id)) && now - at < vote_life ? 1 : 0;
    if (counted >= (members >= 3 ? 2U : 1U)) {
      kill(about);
      ++declared_dead_;
    }
  }

  std::map<model::node_id, line> rows_;
  std::int64_t last_ = 0;
  std::uint64_t version_ = 0;
  unsigned declared_dead_ = 0;
};

} // namespace vestnik::cluster::test
