#include "cluster/rooms/node_proxy.hpp"

#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <chrono>
#include <utility>
#include <variant>

namespace vestnik::cluster {

namespace {

/// Between two looks whether everybody has been answered.
constexpr std::chrono::milliseconds pause_before_end{5};

/// An answer that is none to the question.
caf::error makes_no_sense() {
  return actors::to_caf({model::ec::internal, "a node's answer does not fit the question"});
}

} // namespace

template <class Answer, class Body, class Message, class Read>
caf::result<Answer> node_proxy_state::ask(const Message& message, model::deadline until,
                                          Read read) {
  actors::typed_answer_promise<Answer> promise{*self};
  // The links answer in time.
  self->request(links, caf::infinite, node_request{to, message, until, number})
      .then(
          [promise, read](const node_answer& answer) mutable {
            if (const auto* body = std::get_if<Body>(&answer.body))
              promise.deliver(read(*body));
            else
              promise.deliver(makes_no_sense());
          },
          actors::passing_to(promise));
  return promise;
}

void node_proxy_state::tell(node_body body) {
  self->send(links, to_node{to, {0, std::move(body)}});
}

caf::result<std::monostate> node_proxy_state::attach(const actors::session_attach& request) {
  // Never given again: an earlier node_proxy for the same node may still tell which have gone.
  static std::atomic<std::uint64_t> last_socket = 0;
  const auto socket = caf::actor_cast<caf::actor>(request.socket);
  const auto [known, is_new] = sockets.try_emplace(socket.address(), 0);
  if (is_new) {
    known->second = ++last_socket;
    self->monitor(socket);
  }
  actors::typed_answer_promise<std::monostate> promise{*self};
  auto refuse = [this, promise, address = socket.address()](const caf::error& why) mutable {
    // When only the answer was lost it is counted there, and keeps its number.
    if (!actors::is_temporary(why)) {
      self->demonitor(address);
      sockets.erase(address);
    }
    promise.deliver(why);
  };
  self->request(
          links, caf::infinite,
          node_request{to, socket_attach{request.user, request.session, known->second}, {}, number})
      .then(
          [promise, refuse](const node_answer& answer) mutable {
            if (std::holds_alternative<done>(answer.body))
              promise.deliver(std::monostate{});
            else
              refuse(makes_no_sense());
          },
          refuse);
  return promise;
}

void node_proxy_state::socket_ended(const caf::actor_addr& socket) {
  if (const auto ended = sockets.extract(socket))
    tell(socket_gone{ended.mapped()});
}

actors::directory_actor::behavior_type node_proxy(node_proxy_state::self_pointer self,
                                                  model::node_id to, links_actor links,
                                                  std::uint64_t number) {
  self->state.to = to;
  self->state.links = std::move(links);
  self->state.number = number;
  self->set_down_handler(
      [self](const caf::down_msg& down) { self->state.socket_ended(down.source); });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    // Whoever still waits is told how it ended; the links fail what they cannot carry.
    if (exit.reason == caf::exit_reason::user_shutdown || !actors::awaits_answers(*self))
      return self->quit(exit.reason);
    caf::delayed_anon_send(caf::actor_cast<caf::actor>(self), pause_before_end, exit);
  });
  const auto as_it_is = [](const auto& answer) { return answer; };
  return {
      [self, as_it_is](const model::command& command) {
        return self->state.ask<model::json_text, model::json_text>(command, command.until,
                                                                   as_it_is);
      },
      [self, as_it_is](const actors::room_join& request) {
        return self->state.ask<actors::room_joined, actors::room_joined>(request, request.until,
                                                                         as_it_is);
      },
      [self](const actors::room_follow& request) {
        return self->state.ask<std::uint64_t, room_followed>(
            request, {}, [](const room_followed& answer) { return answer.seq; });
      },
      [self](const actors::room_unfollow& request) { self->state.tell(request); },
      [self, as_it_is](const actors::room_read& request) {
        return self->state.ask<actors::room_page, actors::room_page>(request, request.until,
                                                                     as_it_is);
      },
      [self](const actors::room_notice& notice) { self->state.tell(notice); },
      [self](vestnik::atom::wake, model::room_name room) { self->state.tell(room_wake{room}); },
      [self](const actors::session_attach& request) { return self->state.attach(request); },
  };
}

} // namespace vestnik::cluster
