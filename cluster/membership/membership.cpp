#include "cluster/membership/membership.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace vestnik::cluster {

namespace {

using model::node_id;
using model::node_state;
using order_kind = model::node_order::kind;
using message_type = peer_message::kind;

/// With no more nodes than this each probes all others, else its successors in the ring
/// of ids.
constexpr std::size_t all_probe_all = 5;
constexpr std::size_t successors = 3;

/// Who is asked about a suspect.
constexpr std::size_t most_helpers = 3;

bool owns_rooms(const model::node& one) { return one.state == node_state::active; }

} // namespace

membership::membership(node_id self, const membership_timing& timing,
                       const model::node_view& joined, time asked_at)
    : self_{self}
    , timing_{timing}
    , lease_from_{asked_at}
    , next_renewal_{asked_at}
    , next_probe_{asked_at}
    , last_tick_{asked_at} {
  adopt(joined);
  judge(asked_at);
}

void membership::tick(time now) {
  if (standing_ == node_status::dead)
    return;
  if (now - last_tick_ > 2 * timing_.probe_interval)
    for (auto& [id, one] : peers_) {
      one.last = peer::probe::none;
      one.asked_others.reset();
    }
  last_tick_ = now;
  judge(now);
  if (now >= next_renewal_ && !under_way_)
    order({order_kind::renew});
  finish_indirect_probes(now);
  if (now >= next_probe_) {
    next_probe_ = now + timing_.probe_interval;
    probe_all(now);
  }
}

void membership::take(const model::node_view& view, time asked_at, time now) {
  under_way_.reset();
  newest_reply_ = reply::received;
  if (standing_ == node_status::dead)
    return;
  for (const auto& each : std::exchange(unmet_, {}))
    order(each);
  lease_from_ = std::max(lease_from_, asked_at);
  next_renewal_ = asked_at + timing_.renew_interval;
  const bool is_news = view.version > view_.version;
  adopt(view);
  judge(now);
  if (standing_ == node_status::dead)
    return;
  if (is_news)
    announce();
  for (const auto& one : view_.nodes)
    if (one.id != self_ && one.state != node_state::dead &&
        one.leased == model::node::lease::expired)
      order({order_kind::declare_dead, one.id});
}

void membership::table_is_away(time now) {
  newest_reply_ = reply::missing;
  if (under_way_)
    orders_.push_front(*std::exchange(under_way_, std::nullopt));
  // The others will be ordered anew, if they are still needed by then.
  std::ranges::copy_if(std::exchange(orders_, {}), std::back_inserter(unmet_),
                       [this](const auto& each) { return stands_until_done(each); });
  for (auto& [id, one] : peers_)
    one.voted.reset();
  next_renewal_ = now + timing_.retry;
  judge(now);
}

void membership::take(node_id from, const peer_message& message, time now) {
  // Whatever wakes a process that stood still, its lease comes first.
  judge(now);
  if (standing_ == node_status::dead)
    return;
  if (message.version > view_.version)
    next_renewal_ = std::min(next_renewal_, now);
  switch (message.type) {
  case message_type::probe:
    send(from, message_type::answer);
    break;
  case message_type::answer:
    heard(from, now);
    break;
  case message_type::inquiry:
    look_for(message.about, from, now);
    break;
  case message_type::reached:
  case message_type::not_reached:
    if (const auto found = peers_.find(message.about);
        found != peers_.end() && found->second.asked_others) {
      found->second.asked_others.reset();
      found->second.missed = 0;
      if (message.type == message_type::not_reached)
        vote(message.about, now);
    }
    break;
  }
}

void membership::link_lost(node_id to, time now) {
  judge(now);
  const auto found = peers_.find(to);
  if (standing_ == node_status::dead || found == peers_.end())
    return;
  found->second.missed = timing_.misses;
  suspect(to, now);
}

void membership::retire() { order({order_kind::retire}); }

void membership::leave() { order({order_kind::declare_dead, self_}); }

std::vector<membership_action> membership::actions() {
  if (standing_ == node_status::dead) {
    to_do_.clear();
    orders_.clear();
  }
  if (!under_way_ && !orders_.empty()) {
    under_way_ = orders_.front();
    to_do_.emplace_back(orders_.front());
    orders_.pop_front();
  }
  return std::exchange(to_do_, {});
}

std::vector<model::node> membership::active() const {
  std::vector<model::node> all;
  std::ranges::copy_if(view_.nodes, std::back_inserter(all), owns_rooms);
  return all;
}

void membership::adopt(const model::node_view& view) {
  if (view.version < view_.version)
    return;
  view_ = view;
  std::erase_if(peers_, [this](const auto& known) {
    return std::ranges::none_of(view_.nodes, [&](const model::node& one) {
      return one.id == known.first && one.state != node_state::dead;
    });
  });
  for (const auto& one : view_.nodes)
    if (one.id != self_ && one.state != node_state::dead)
      peers_.try_emplace(one.id);
}

/// What this node may do, by its own clock and the newest view.
void membership::judge(time now) {
  const auto* self = own_node();
  if (standing_ == node_status::dead || !self || self->state == node_state::dead)
    standing_ = node_status::dead;
  else if (is_cut_off())
    standing_ = node_status::cut_off;
  else if (now - lease_from_ >= timing_.fence_after)
    standing_ = node_status::suspended;
  else if (self->state == node_state::active)
    standing_ = node_status::serving;
  else if (self->state == node_state::leaving)
    standing_ = node_status::leaving;
  else
    standing_ = node_status::joining;
  // Only who reaches all others may join them: else it would be voted out again.
  if (standing_ == node_status::joining &&
      std::ranges::all_of(view_.nodes, [this](const model::node& one) {
        return one.id == self_ || !owns_rooms(one) || peers_.at(one.id).met == peer::contact::once;
      }))
    order({order_kind::enter});
}

void membership::probe_all(time now) {
  for (auto& [id, one] : peers_) {
    if (!is_probed(id))
      continue;
    if (std::exchange(one.last, peer::probe::sent) == peer::probe::sent)
      ++one.missed;
    if (one.missed >= timing_.misses)
      suspect(id, now);
    send(id, message_type::probe);
  }
}

void membership::suspect(node_id id, time now) {
  // Whoever has not joined harms nobody by being out of reach, and its lease will run out.
  const auto has_joined = [](const model::node& one) { return one.state != node_state::joining; };
  if ((standing_ != node_status::serving && standing_ != node_status::leaving) ||
      !has_joined(*std::ranges::find(view_.nodes, id, &model::node::id)))
    return;
  auto& one = peers_.at(id);
  if (one.asked_others) {
    if (now - *one.asked_others >= timing_.inquiry) {
      one.asked_others.reset();
      vote(id, now);
    }
    return;
  }
  const auto others = helpers(id);
  if (others.empty())
    return vote(id, now);
  one.asked_others = now;
  for (const auto other : others)
    send(other, message_type::inquiry, id);
}

void membership::vote(node_id id, time now) {
  auto& one = peers_.at(id);
  if (one.voted && now - *one.voted < timing_.vote_again)
    return;
  one.voted = now;
  one.vote = peer::ballot::may_stand;
  order({order_kind::vote, id});
}

void membership::heard(node_id id, time now) {
  const auto found = peers_.find(id);
  if (found == peers_.end())
    return;
  auto& one = found->second;
  one.missed = 0;
  one.last = peer::probe::none;
  one.asked_others.reset();
  one.met = peer::contact::once;
  judge(now);
  one.voted.reset();
  if (std::exchange(one.vote, peer::ballot::none) == peer::ballot::may_stand)
    order({order_kind::withdraw, id});
  std::erase_if(indirect_probes_, [&](const indirect_probe& run) {
    if (run.about == id)
      send(run.asker, message_type::reached, id);
    return run.about == id;
  });
}

void membership::look_for(node_id about, node_id asker, time now) {
  const auto found = peers_.find(about);
  if (found == peers_.end() || found->second.missed >= timing_.misses)
    return send(asker, message_type::not_reached, about);
  indirect_probes_.push_back({asker, about, now + timing_.inquiry / 2});
  send(about, message_type::probe);
}

void membership::finish_indirect_probes(time now) {
  std::erase_if(indirect_probes_, [&](const indirect_probe& run) {
    if (now >= run.until)
      send(run.asker, message_type::not_reached, run.about);
    return now >= run.until;
  });
}

/// Whoever is told of a newer view looks at the table itself.
void membership::announce() {
  for (const auto& [id, one] : peers_)
    send(id, message_type::probe);
}

void membership::order(model::node_order order) {
  if (std::ranges::find(orders_, order) == orders_.end())
    orders_.push_back(order);
}

bool membership::stands_until_done(const model::node_order& order) const {
  return order.type == order_kind::withdraw || order.type == order_kind::retire ||
         (order.type == order_kind::declare_dead && order.about == self_);
}

void membership::send(node_id to, message_type type, node_id about) {
  to_do_.emplace_back(to_peer{to, {type, about, view_.version}});
}

bool membership::is_probed(node_id id) const {
  const auto count = peers_.size() + 1;
  if (count <= all_probe_all || standing_ == node_status::joining)
    return true;
  // How far it stands behind this node in the ring.
  std::size_t place = 0;
  for (const auto& [other, unused] : peers_)
    if (self_ < id ? other > self_ && other <= id : other > self_ || other <= id)
      ++place;
  return place <= successors;
}

bool membership::is_cut_off() const {
  if (newest_reply_ == reply::received)
    return false;
  std::size_t probed = 0;
  std::size_t silent = 0;
  for (const auto& node : view_.nodes) {
    const auto found = peers_.find(node.id);
    if (found == peers_.end() || node.state == node_state::joining || !is_probed(node.id))
      continue;
    ++probed;
    silent += found->second.missed >= timing_.doubtful_misses ? 1 : 0;
  }
  return silent > 0 && 2 * (probed - silent + 1) <= probed + 1;
}

std::vector<node_id> membership::helpers(node_id about) const {
  std::vector<node_id> all;
  for (const auto& [id, one] : peers_)
    if (id != about && one.missed < timing_.misses && one.met == peer::contact::once &&
        all.size() < most_helpers)
      all.push_back(id);
  return all;
}

const model::node* membership::own_node() const {
  const auto found = std::ranges::find(view_.nodes, self_, &model::node::id);
  return found == view_.nodes.end() ? nullptr : &*found;
}

} // namespace vestnik::cluster
