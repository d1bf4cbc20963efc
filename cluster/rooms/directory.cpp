#include "cluster/rooms/directory.hpp"

#include "actors/runtime/error.hpp"
#include "cluster/rooms/node_proxy.hpp"
#include "cluster/rooms/placement.hpp"

#include <caf/actor_cast.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

using self_pointer = directory_state::self_pointer;

/// After a database that could not tell which mailboxes there are.
constexpr std::chrono::seconds pause_before_wake{1};

/// For all nodes to know the same nodes and to be linked, and short enough for whoever has added a
/// mailbox (docs/faults.md I12).
constexpr std::chrono::seconds pause_before_second_wake{5};

/// For the node of a user whose sockets it could not count.
constexpr std::chrono::seconds pause_before_attach{1};

caf::error nobody_there() {
  return actors::to_caf({model::ec::unavailable,
                         "no node can serve the room now",
                         {},
                         std::chrono::milliseconds{200}});
}

/// The handler of what is meant for the owner of `what.room`. What has no answer is lost while no
/// node serves: a refusal would end who sent it.
template <class Answer, class Message>
auto pass_on(self_pointer self) {
  return [self](const Message& message) -> caf::result<Answer> {
    if (const auto whom = self->state.whom(message.room))
      return self->delegate(whom, message);
    if constexpr (std::is_void_v<Answer>)
      return caf::unit;
    else
      return nobody_there();
  };
}

} // namespace

std::optional<model::node_id> directory_state::place_of(model::room_name room) const {
  return place(room, active);
}

bool directory_state::is_own(model::room_name room) const {
  return place_of(room) == settings.self;
}

actors::directory_actor directory_state::whom(model::room_name room) {
  const auto node = place_of(room);
  if (!node)
    return {};
  if (*node == settings.self)
    return own_rooms;
  auto& stands_for = node_proxies[*node];
  if (!stands_for)
    stands_for = self->spawn(node_proxy, *node, settings.links, ++last_proxy);
  return stands_for;
}

/// What an operator wants to know of the others, by their names.
void directory_state::log(const membership_change& change) {
  using model::node_state;
  auto gone = std::exchange(peers, {});
  for (const auto& node : change.nodes) {
    const auto before = gone.extract(node.id);
    peers.emplace(node.id, node);
    if (node.id == settings.self || (before && before.mapped().state == node.state))
      continue;
    if (node.state == node_state::joining)
      spdlog::info("{} at {} wants to join", node.name, node.address);
    else if (node.state == node_state::active)
      spdlog::info("{} at {} serves", node.name, node.address);
    else if (node.state == node_state::leaving)
      spdlog::info("{} leaves and hands its rooms over", node.name);
  }
  for (const auto& [id, node] : gone) {
    if (node.state == node_state::leaving)
      spdlog::info("{} has left", node.name);
    else if (node.state == node_state::active)
      spdlog::warn("{} is declared dead: others take its rooms over", node.name);
  }
}

void directory_state::take(const membership_change& change) {
  log(change);
  self->send(settings.links, link_peers{change.nodes});
  if (std::exchange(status, change.status) != status)
    settings.on_standing(status);
  const auto is_there = [&](model::node_id id) {
    return std::ranges::find(change.nodes, id, &model::node::id) != change.nodes.end();
  };
  std::vector<model::node_id> gone;
  for (const auto& [id, stands_for] : node_proxies)
    if (!is_there(id))
      gone.push_back(id);
  std::ranges::for_each(gone, [this](model::node_id id) { end_node_proxy(id); });
  const auto same =
      std::ranges::equal(active, change.active, {}, &model::node::id, &model::node::id);
  active = change.active;
  if (!same) {
    std::vector<std::string> names;
    std::ranges::transform(active, std::back_inserter(names), &model::node::name);
    spdlog::info("rooms belong to {} now", fmt::join(names, ", "));
  }
  if (!same || (status == node_status::leaving && retiring.pending()))
    rooms_moved();
}

actors::room_share directory_state::share() const {
  const auto now = std::make_shared<const std::vector<model::node>>(active);
  return {[now, me = settings.self](model::room_name room) { return place(room, *now) == me; }};
}

void directory_state::rooms_moved() {
  const bool leaves = status == node_status::leaving;
  self->request(own_rooms, caf::infinite, share())
      .then(
          [this, leaves](std::monostate) {
            if (leaves && retiring.pending())
              retiring.deliver(std::monostate{});
          },
          [](const caf::error&) {
            // They end with the node.
          });
  attach_again();
  wake_mailboxes();
  wake_mailboxes_later();
}

void directory_state::end_node_proxy(model::node_id node) {
  if (const auto lost = node_proxies.extract(node))
    self->send_exit(lost.mapped(), caf::exit_reason::remote_link_unreachable);
  for (auto& [socket, each] : sockets)
    if (each.at == node)
      each.at = {};
  attach_again();
}

void directory_state::wake_mailboxes() {
  if (std::ranges::find(active, settings.self, &model::node::id) == active.end())
    return;
  self->request(settings.reader(), caf::infinite, storage::followed_mail_accounts{})
      .then(
          [this](const std::vector<model::account_id>& accounts) {
            std::size_t woken = 0;
            for (const auto account : accounts)
              if (const auto room = model::room_of(account); is_own(room)) {
                self->send(own_rooms, vestnik::atom::wake::value, room);
                ++woken;
              }
            spdlog::info("{} of {} mailboxes belong to this node now", woken, accounts.size());
          },
          [this](const caf::error&) {
            self->delayed_send(self, pause_before_wake, vestnik::atom::wake::value);
          });
}

void directory_state::wake_mailboxes_later() {
  if (std::exchange(waking, rewake::due) == rewake::none)
    self->delayed_send(self, pause_before_second_wake, vestnik::atom::wake::value);
}

void directory_state::look_again() {
  wake_mailboxes();
  self->request(own_rooms, caf::infinite, share())
      .then([](std::monostate) {},
            [](const caf::error&) {
              // They end with the node.
            });
}

caf::result<std::monostate> directory_state::retire() {
  retiring = actors::typed_answer_promise<std::monostate>{*self};
  self->send(membership, atom::retire::value);
  return retiring;
}

caf::result<std::monostate> directory_state::attach(const actors::session_attach& request) {
  const auto room = model::room_of(request.user);
  const auto node = place_of(room).value_or(model::node_id{});
  actors::typed_answer_promise<std::monostate> promise{*self};
  auto keep = [this, request, promise](model::node_id at) mutable {
    const auto socket = caf::actor_cast<caf::actor>(request.socket);
    self->monitor(socket);
    sockets.emplace(socket.address(), attachment{request, at});
    if (!at || place_of(model::room_of(request.user)) != at)
      attach_later();
    promise.deliver(std::monostate{});
  };
  const auto whom_to_ask = whom(room);
  if (!whom_to_ask)
    keep({});
  else
    self->request(whom_to_ask, caf::infinite, request)
        .then([keep, node](std::monostate) mutable { keep(node); },
              [keep, promise](const caf::error& why) mutable {
                if (actors::is_temporary(why))
                  keep({});
                else
                  promise.deliver(why);
              });
  return promise;
}

void directory_state::attach_again() {
  for (auto& [address, each] : sockets) {
    const auto room = model::room_of(each.request.user);
    const auto node = place_of(room);
    if (!node || each.at == *node)
      continue;
    each.at = *node;
    each.attempt = ++last_attempt;
    self->request(whom(room), caf::infinite, each.request)
        .then(
            [](std::monostate) {
              // It is counted again.
            },
            [this, socket = address, attempt = last_attempt](const caf::error& why) {
              // Whoever is open stays open.
              const auto found = sockets.find(socket);
              if (found == sockets.end() || found->second.attempt != attempt ||
                  !actors::is_temporary(why))
                return;
              found->second.at = {};
              attach_later();
            });
  }
}

void directory_state::attach_later() {
  if (std::exchange(counting, recount::due) == recount::none)
    self->delayed_send(self, pause_before_attach, atom::recount::value);
}

void directory_state::ended(const caf::actor_addr& which) { sockets.erase(which); }

directory_actor::behavior_type directory(self_pointer self, actors::own_rooms_actor own_rooms,
                                         directory_settings settings) {
  self->state.own_rooms = std::move(own_rooms);
  self->state.settings = std::move(settings);
  self->set_down_handler([self](const caf::down_msg& down) { self->state.ended(down.source); });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [node, stands_for] : self->state.node_proxies)
      self->send_exit(stands_for, exit.reason);
    self->quit(exit.reason);
  });
  return {
      [self](const model::command& command) -> caf::result<model::json_text> {
        if (const auto whom = self->state.whom(command.target))
          return self->delegate(whom, command);
        return nobody_there();
      },
      pass_on<actors::room_joined, actors::room_join>(self),
      pass_on<std::uint64_t, actors::room_follow>(self),
      pass_on<void, actors::room_unfollow>(self),
      pass_on<actors::room_page, actors::room_read>(self),
      pass_on<void, actors::room_notice>(self),
      [self](vestnik::atom::wake, model::room_name room) {
        if (const auto whom = self->state.whom(room))
          self->send(whom, vestnik::atom::wake::value, room);
      },
      [self](const actors::session_attach& request) { return self->state.attach(request); },
      [self](const membership_change& change) {
        if (!self->state.membership)
          self->state.membership = caf::actor_cast<membership_actor>(self->current_sender());
        self->state.take(change);
      },
      [self](const node_linked&) {
        self->state.attach_again();
        self->state.wake_mailboxes_later();
      },
      [self](const node_unlinked& link) { self->state.end_node_proxy(link.from); },
      [self](atom::retire) { return self->state.retire(); },
      [self](vestnik::atom::wake) {
        self->state.waking = directory_state::rewake::none;
        self->state.look_again();
      },
      [self](atom::recount) {
        self->state.counting = directory_state::recount::none;
        self->state.attach_again();
      },
  };
}

} // namespace vestnik::cluster
