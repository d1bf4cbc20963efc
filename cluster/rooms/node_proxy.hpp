#pragma once

#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <unordered_map>

namespace vestnik::cluster {

/// Stands for the rooms of one other node: carries what is said to their owners, and gives their
/// answers back. Ends when what was under way with that node may be lost; so whoever watches the
/// owner that answered, as a RELAY does, learns that it must look for the room again.
struct node_proxy_state {
  static inline const char* name = "node_proxy";
  using self_pointer = actors::directory_actor::stateful_pointer<node_proxy_state>;

  explicit node_proxy_state(self_pointer me)
      : self{me} {}

  /// Asks the other node. @tparam Body of its answer. @param until the answer is waited for; none:
  /// as long as the links do. @param read makes ours of it.
  template <class Answer, class Body, class Message, class Read>
  caf::result<Answer> ask(const Message& message, model::deadline until, Read read);
  void tell(node_body body);
  caf::result<std::monostate> attach(const actors::session_attach& request);
  void socket_ended(const caf::actor_addr& socket);

  self_pointer self;
  model::node_id to;
  links_actor links;
  std::uint64_t number = 0;
  /// Attached there, or perhaps so, with their numbers: each has one, however often it is attached.
  std::unordered_map<caf::actor_addr, std::uint64_t> sockets;
};

/// @param number higher than those of all who have stood for the node before.
actors::directory_actor::behavior_type node_proxy(node_proxy_state::self_pointer self,
                                                  model::node_id to, links_actor links,
                                                  std::uint64_t number);

} // namespace vestnik::cluster
