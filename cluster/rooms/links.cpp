#include "cluster/rooms/links.hpp"

#include "actors/runtime/error.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <string_view>
#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

/// A link is made again, or a lost node's rooms are somewhere else, in hardly more time.
constexpr std::chrono::milliseconds soon{200};

class link_dispatcher final : public net::node_link_handler {
public:
  explicit link_dispatcher(links_actor owner)
      : owner_{std::move(owner)} {}

  void on_open(std::shared_ptr<net::node_link> link, std::string peer) override {
    caf::anon_send(owner_, link_opened{number, std::move(link), std::move(peer)});
  }
  void on_frame(std::string frame) override {
    const auto now = owner_->home_system().clock().now();
    caf::anon_send(owner_, link_frame{number, std::move(frame), now});
  }
  void on_closed(const model::error& error) override {
    caf::anon_send(owner_, link_closed{number, error});
  }

  const std::uint64_t number = ++last_;

private:
  static inline std::atomic<std::uint64_t> last_ = 0;
  const links_actor owner_;
};

/// `host:port`; IPv6 addresses stand in brackets.
net::node_target target_of(const model::node& node) {
  const std::string_view address = node.address;
  const auto colon = address.rfind(':');
  auto host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  if (colon != std::string_view::npos)
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return {std::string{host}, port, node.name};
}

/// @param which its name. Who asks may be a stranger, and knows nothing of lives.
model::error cannot_be_reached(std::string_view which) {
  return {
      model::ec::unavailable, fmt::format("{} cannot be reached at the moment", which), {}, soon};
}

caf::error lost_answer() {
  return actors::to_caf({model::ec::outcome_unknown,
                         "the answer was lost; repeat the request with the same op",
                         {},
                         soon});
}

model::error too_large_for_a_link() {
  return {model::ec::too_large, "this is too much for one message between nodes: ask for less"};
}

} // namespace

std::shared_ptr<net::node_link_handler> make_link_dispatcher(links_actor owner) {
  return std::make_shared<link_dispatcher>(std::move(owner));
}

links_state::~links_state() {
  for (const auto& [number, one] : lines)
    if (one.out)
      one.out->close();
}

void links_state::take(const link_peers& wanted) {
  std::map<model::node_id, peer> now;
  for (const auto& node : wanted.nodes) {
    if (node.id == settings.self || node.state == model::node_state::dead)
      continue;
    const auto before = peers.find(node.id);
    auto& one = now[node.id];
    if (before != peers.end())
      one = before->second;
    one.about = node;
  }
  std::swap(peers, now);
  // Who is not shown yet may be new; who was shown has gone.
  for (const auto& [id, one] : now)
    if (const auto link = up.find(id); !peers.contains(id) && link != up.end())
      drop(link->second, "it has gone");
  for (const auto& [id, one] : peers) {
    const auto link = up.find(id);
    if (link != up.end() && lines.at(link->second).certified != one.about.name)
      drop(link->second, "its certificate is not made out to " + one.about.name);
    if (dials(id) && !up.contains(id))
      dial(id);
  }
}

void links_state::look_after(model::node_id id) {
  if (!peers.contains(id) || up.contains(id))
    return;
  if (dials(id))
    dial(id);
  else if (std::exchange(peers.at(id).ended_by, peer::ender::other) == peer::ender::other)
    lose(id);
  else
    // The other side had no reason to make it again at once.
    self->delayed_send(self, settings.patience, link_retry{id});
}

void links_state::dial(model::node_id id) {
  auto& to = peers.at(id);
  if (to.dialling != 0)
    return;
  const auto dispatcher = std::make_shared<link_dispatcher>(links_actor{self});
  to.dialling = dispatcher->number;
  lines[dispatcher->number].dialled = id;
  settings.dial(target_of(to.about), dispatcher);
}

/// The link to this node cannot be had.
void links_state::lose(model::node_id id) {
  auto& one = peers.at(id);
  if (std::exchange(one.believed, peer::trust::none) == peer::trust::linked &&
      dispatchers.membership)
    self->send(caf::actor_cast<membership_actor>(dispatchers.membership), link_broken{id});
}

void links_state::take(const link_opened& notice) {
  auto& over = lines[notice.link];
  over.out = notice.out;
  over.certified = notice.peer;
  const node_greeting greeting{settings.cluster, settings.version, settings.self};
  static_cast<void>(over.out->send(encode({0, greeting})));
}

void links_state::take(const link_frame& frame) {
  const auto found = lines.find(frame.link);
  if (found == lines.end())
    return;
  auto& over = found->second;
  over.out->taken(frame.bytes.size());
  auto read = decode(frame.bytes);
  if (!read)
    return drop(frame.link, read.error().message);
  if (!over.node)
    return greet(frame.link, over, read->body);
  // Whoever refuses this node's greeting says no more than its own.
  over.proven = line::contact::heard;
  if (const auto known = peers.find(over.node); known != peers.end())
    known->second.believed = peer::trust::linked;
  hear(frame, over, std::move(*read));
}

void links_state::greet(std::uint64_t link, line& over, const node_body& first) {
  const auto* greeting = std::get_if<node_greeting>(&first);
  if (!greeting)
    return drop(link, "it does not greet");
  if (greeting->cluster != settings.cluster)
    return drop(link, "it belongs to another cluster");
  if (greeting->version + 1 < settings.version || greeting->version > settings.version + 1)
    return drop(link, fmt::format("it speaks version {}, this node {}", greeting->version,
                                  settings.version));
  const auto known = peers.find(greeting->node);
  if (known != peers.end() && known->second.about.name != over.certified)
    return drop(link, "its certificate is not made out to " + known->second.about.name);
  if (!greeting->node || greeting->node == settings.self ||
      (over.dialled && (over.dialled != greeting->node || known == peers.end())))
    return drop(link, "it is not the life of a node that was looked for");
  over.node = greeting->node;
  // The other side knows earlier than this one that a link is of no use.
  if (const auto old = up.find(over.node); old != up.end())
    drop(old->second, "there is a newer one");
  up[over.node] = link;
  if (dispatchers.others)
    self->send(caf::actor_cast<node_dispatcher_actor>(dispatchers.others), node_linked{over.node});
  if (known != peers.end()) {
    known->second.dialling = 0;
    known->second.trouble.clear();
    known->second.ended_by = peer::ender::other;
  }
}

void links_state::hear(const link_frame& frame, const line& over, node_envelope&& envelope) {
  if (envelope.answer_to != 0) {
    const auto* question = questions.find(envelope.answer_to);
    if (question == nullptr || question->link != frame.link)
      return;
    auto promise = questions.take(envelope.answer_to)->promise;
    if (const auto* error = std::get_if<model::error>(&envelope.body))
      promise.deliver(caf::make_error(error->code, *error));
    else
      promise.deliver(node_answer{std::move(envelope.body)});
    return;
  }
  if (const auto* news = std::get_if<peer_message>(&envelope.body)) {
    if (dispatchers.membership)
      self->send(caf::actor_cast<membership_actor>(dispatchers.membership),
                 from_peer{over.node, *news});
    return;
  }
  const bool is_understood = !std::holds_alternative<not_understood>(envelope.body);
  const auto budget = envelope.budget.count() > 0 ? envelope.budget : settings.patience_by_default;
  if (is_understood && dispatchers.others)
    return self->send(
        caf::actor_cast<node_dispatcher_actor>(dispatchers.others),
        from_node{over.node, std::move(envelope), model::deadline::after(budget, frame.at)});
  if (envelope.request == 0)
    return;
  const auto refusal = is_understood ? cannot_be_reached("this node")
                                     : model::error{model::ec::unknown_action,
                                                    "this node is older and does not know that"};
  static_cast<void>(send(over.node, {0, refusal, envelope.request}));
}

void links_state::take(const link_closed& notice) {
  const auto found = lines.find(notice.link);
  if (found != lines.end())
    end(found, notice.why.message,
        found->second.proven == line::contact::heard ? again::at_once : again::later);
}

/// Ends a link that must not be used.
void links_state::drop(std::uint64_t link, const std::string& why) {
  const auto found = lines.find(link);
  found->second.out->close();
  end(found, why, again::after_pause);
}

void links_state::end(std::map<std::uint64_t, line>::iterator which, const std::string& why,
                      again when) {
  const auto [link, over] = *which;
  lines.erase(which);
  for (auto& lost : questions.take_if([link](const question& each) { return each.link == link; }))
    lost.promise.deliver(lost_answer());
  const auto id = over.node ? over.node : over.dialled;
  if (const auto current = up.find(id); current != up.end() && current->second == link) {
    up.erase(current);
    if (dispatchers.others)
      self->send(caf::actor_cast<node_dispatcher_actor>(dispatchers.others), node_unlinked{id});
  }
  const auto known = peers.find(id);
  if (known == peers.end())
    return spdlog::warn("no link with {}: {}", over.certified, why);
  // Attempts go on; the log need not tell of each.
  if (std::exchange(known->second.trouble, why) != why)
    spdlog::warn("no link with {}: {}", known->second.about.name, why);
  if (known->second.dialling == link)
    known->second.dialling = 0;
  known->second.ended_by = when == again::after_pause ? peer::ender::self : peer::ender::other;
  if (!dials(id)) {
    self->delayed_send(self, settings.patience, link_retry{id});
  } else if (when == again::at_once) {
    dial(id);
  } else {
    if (when == again::later)
      lose(id);
    // What this node has ended it makes anew before the other side takes it for lost.
    self->delayed_send(self, when == again::later ? settings.retry : settings.patience / 2,
                       link_retry{id});
  }
}

void links_state::watch_overdue() {
  if (const auto pause = questions.next_look(self->clock().now()))
    self->delayed_send(self, *pause, vestnik::atom::overdue::value);
}

void links_state::give_up_overdue() {
  while (auto late = questions.take_overdue(self->clock().now()))
    late->promise.deliver(lost_answer());
  watch_overdue();
}

std::string links_state::name_of(model::node_id node) const {
  const auto known = peers.find(node);
  return known == peers.end() ? "a node that is gone" : known->second.about.name;
}

caf::result<node_answer> links_state::ask(const node_request& request) {
  const auto now = self->clock().now();
  const auto link = up.find(request.to);
  const auto until = request.until == model::deadline{}
                         ? model::deadline::after(settings.patience_by_default, now)
                         : request.until;
  if (link == up.end() || questions.size() >= settings.most_waiting || until.has_passed(now))
    return actors::to_caf(cannot_be_reached(name_of(request.to)));
  // Its link has ended, and what was asked of the next one is on its way.
  auto& newest = lines.at(link->second).asker;
  if (request.asker < newest)
    return actors::to_caf(cannot_be_reached(name_of(request.to)));
  newest = request.asker;
  actors::typed_answer_promise<node_answer> promise{*self};
  const auto number = questions.add(until, {link->second, promise});
  // Nothing would be no budget.
  const auto budget = std::max(until.left(now), std::chrono::milliseconds{1});
  const auto sent = send(request.to, {number, request.body, 0, budget});
  if (sent == net::node_link::sent::queued) {
    watch_overdue();
    return promise;
  }
  questions.take(number);
  promise.deliver(actors::to_caf(sent == net::node_link::sent::too_large
                                     ? too_large_for_a_link()
                                     : cannot_be_reached(name_of(request.to))));
  return promise;
}

void links_state::carry(model::node_id to, const node_envelope& envelope) {
  const auto link = up.find(to);
  if (link == up.end())
    return;
  switch (send(to, envelope)) {
  case net::node_link::sent::queued:
    return;
  case net::node_link::sent::too_large:
    if (envelope.answer_to != 0)
      return carry(to, {0, too_large_for_a_link(), envelope.answer_to});
    return spdlog::error("{} is not told what is too large for a link", name_of(to));
  default:
    // With a gap in what it was told the other side must begin anew.
    drop(link->second, "it does not keep up");
  }
}

net::node_link::sent links_state::send(model::node_id to, const node_envelope& envelope) {
  const auto link = up.find(to);
  return link == up.end() ? net::node_link::sent::ended
                          : lines.at(link->second).out->send(encode(envelope));
}

links_actor::behavior_type links(links_actor::stateful_pointer<links_state> self,
                                 links_settings settings) {
  self->state.settings = std::move(settings);
  return {
      [self](const to_peer& outgoing) {
        static_cast<void>(self->state.send(outgoing.to, {0, outgoing.message}));
      },
      [self](const link_dispatchers& dispatchers) { self->state.dispatchers = dispatchers; },
      [self](const link_peers& wanted) { self->state.take(wanted); },
      [self](const to_node& outgoing) { self->state.carry(outgoing.to, outgoing.envelope); },
      [self](const to_all& outgoing) {
        // A copy, since who does not keep up is dropped.
        for (const auto& [node, link] : std::map{self->state.up})
          self->state.carry(node, {0, outgoing.body});
      },
      [self](const node_request& request) { return self->state.ask(request); },
      [self](const link_opened& notice) { self->state.take(notice); },
      [self](const link_frame& frame) { self->state.take(frame); },
      [self](const link_closed& notice) { self->state.take(notice); },
      [self](const link_retry& retry) { self->state.look_after(retry.to); },
      [self](vestnik::atom::overdue) { self->state.give_up_overdue(); },
  };
}

} // namespace vestnik::cluster
