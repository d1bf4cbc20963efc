#include "cluster/rooms/node_dispatcher.hpp"

#include "actors/runtime/error.hpp"
#include "cluster/rooms/remote_relay.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
overloaded(Handlers...) -> overloaded<Handlers...>;

/// Lives as long as a socket of another node.
caf::behavior far_socket(caf::event_based_actor*, model::node_id) {
  return {[](vestnik::atom::end) {
    // It is ended from outside.
  }};
}

} // namespace

template <class Answer, class Handle, class Message, class Write>
void node_dispatcher_state::ask(const from_node& by, const Handle& whom, const Message& message,
                                Write write) {
  const auto answer = [this, asker = by.from, request = by.envelope.request](node_body body) {
    self->send(links, to_node{asker, {0, std::move(body), request}});
  };
  self->request(whom, caf::infinite, message)
      .then([answer, write](const Answer& value) { answer(write(value)); },
            [answer](const caf::error& why) { answer(actors::from_caf(why)); });
}

void node_dispatcher_state::hear(const from_node& incoming) {
  // Whoever asked has given it up, and may have asked again.
  if (incoming.envelope.request != 0 && incoming.until.has_passed(self->clock().now()))
    return;
  const auto as_it_is = [](const auto& answer) { return node_body{answer}; };
  const auto followed = [](std::uint64_t head) { return node_body{room_followed{head}}; };
  std::visit(
      overloaded{
          [&](model::command body) {
            body.until = incoming.until;
            ask<model::json_text>(incoming, to.own_rooms, body, as_it_is);
          },
          [&](actors::room_join body) {
            body.until = incoming.until;
            ask<actors::room_joined>(incoming, to.own_rooms, body, as_it_is);
          },
          [&](const actors::room_follow& body) {
            ask<std::uint64_t>(incoming, relay_of(incoming.from), body, followed);
          },
          [&](actors::room_read body) {
            body.until = incoming.until;
            ask<actors::room_page>(incoming, to.own_rooms, body, as_it_is);
          },
          [&](const socket_attach& body) { attach(incoming, body); },
          [&](const socket_gone& body) {
            let_go({incoming.from, body.socket});
          },
          [&](const actors::room_unfollow& body) { self->send(relay_of(incoming.from), body); },
          [&](const actors::room_notice& body) { self->send(to.own_rooms, body); },
          [&](const room_wake& body) {
            self->send(to.own_rooms, vestnik::atom::wake::value, body.room);
          },
          [&](const sockets_end& body) {
            self->send(to.accounts, actors::session_end{body.user, body.session});
          },
          [&](const actors::publication& body) { publish(body); },
          [&](const owner_lost& body) {
            self->send(to.relay, actors::relay_retry{body.room, 1});
          },
          [&](const group_words& body) {
            self->send(to.groups,
                       actors::remote_group_send{std::make_shared<const actors::group_text>(
                           actors::group_text{body.group, body.payload})});
          },
          [&](const actors::sign_in_outcome& body) { self->send(to.accounts, body); },
          [&](const actors::usage_report& body) { self->send(to.ledger, body); },
          [](const auto&) {
            // Greetings and answers are the links' own.
          },
      },
      incoming.envelope.body);
}

void node_dispatcher_state::unlinked(model::node_id from) {
  if (const auto lost = relays.extract(from))
    self->send_exit(lost.mapped(), caf::exit_reason::remote_link_unreachable);
  for (auto next = sockets.lower_bound({from, 0});
       next != sockets.end() && next->first.first == from; next = sockets.erase(next))
    self->send_exit(next->second, caf::exit_reason::remote_link_unreachable);
  self->send(to.directory, node_unlinked{from});
  self->send(to.accounts, vestnik::atom::recheck::value);
}

const actors::relay_actor& node_dispatcher_state::relay_of(model::node_id node) {
  auto& one = relays[node];
  if (!one)
    one = self->spawn(remote_relay, node, links, to.own_rooms);
  return one;
}

void node_dispatcher_state::attach(const from_node& by, const socket_attach& request) {
  const std::pair key{by.from, request.socket};
  auto& socket = sockets[key];
  // One that is counted already is attached again when the answer was lost.
  if (!socket)
    socket = self->spawn(far_socket, by.from);
  const auto answer = [this, node = by.from, request = by.envelope.request](node_body body) {
    self->send(links, to_node{node, {0, std::move(body), request}});
  };
  self->request(to.own_rooms, caf::infinite,
                actors::session_attach{request.user, request.session,
                                       caf::actor_cast<caf::strong_actor_ptr>(socket)})
      .then([answer](std::monostate) { answer(done{}); },
            [this, answer, key](const caf::error& why) {
              // Who has no answer comes again, or tells that it is gone.
              if (!actors::is_temporary(why))
                let_go(key);
              answer(actors::from_caf(why));
            });
}

void node_dispatcher_state::let_go(const std::pair<model::node_id, std::uint64_t>& socket) {
  if (const auto gone = sockets.extract(socket))
    self->send_exit(gone.mapped(), caf::exit_reason::user_shutdown);
}

/// Frames carry what many rooms have said; the relay is told of one room at a time.
void node_dispatcher_state::publish(const actors::publication& publication) {
  for (auto first = publication.events.begin(); first != publication.events.end();) {
    auto last = first;
    while (last != publication.events.end() && (*last)->room == (*first)->room)
      ++last;
    self->send(to.relay, actors::publication{{first, last}});
    first = last;
  }
}

node_dispatcher_actor::behavior_type node_dispatcher(node_dispatcher_state::self_pointer self,
                                                     links_actor links, hearers to) {
  self->state.links = std::move(links);
  self->state.to = std::move(to);
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [node, relay] : self->state.relays)
      self->send_exit(relay, exit.reason);
    for (const auto& [number, socket] : self->state.sockets)
      self->send_exit(socket, exit.reason);
    self->quit(exit.reason);
  });
  return {
      [self](const from_node& incoming) { self->state.hear(incoming); },
      [self](const node_unlinked& link) { self->state.unlinked(link.from); },
      [self](const node_linked& link) {
        self->send(self->state.to.directory, link);
        // What it had to tell all while it was not reached.
        self->send(self->state.to.accounts, vestnik::atom::recheck::value);
      },
  };
}

} // namespace vestnik::cluster
