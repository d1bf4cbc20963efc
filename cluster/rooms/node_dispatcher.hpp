#pragma once

#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <utility>

namespace vestnik::cluster {

/// Whom other nodes talk to on this one.
struct hearers {
  directory_actor directory;
  actors::own_rooms_actor own_rooms;
  actors::relay_actor relay;
  actors::groups_actor groups;
  actors::accounts_actor accounts;
  actors::ledger_actor ledger;
};

/// Hears what other nodes say: asks the rooms of this node in their name and sends the answers,
/// hands on what was published, and stands for their RELAYs and their sockets. Drops what they wait
/// for no longer; owners are told until when they do.
struct node_dispatcher_state {
  static inline const char* name = "node_dispatcher";
  using self_pointer = node_dispatcher_actor::stateful_pointer<node_dispatcher_state>;

  explicit node_dispatcher_state(self_pointer me)
      : self{me} {}

  void hear(const from_node& incoming);
  void unlinked(model::node_id from);

  self_pointer self;
  links_actor links;
  hearers to;
  std::map<model::node_id, actors::relay_actor> relays;
  /// Sockets of other nodes by their numbers there, as long as they are counted here, or may be.
  std::map<std::pair<model::node_id, std::uint64_t>, caf::actor> sockets;

private:
  /// Asks `whom`, and answers by what `write` makes of the answer.
  template <class Answer, class Handle, class Message, class Write>
  void ask(const from_node& by, const Handle& whom, const Message& message, Write write);
  const actors::relay_actor& relay_of(model::node_id node);
  void attach(const from_node& by, const socket_attach& request);
  void let_go(const std::pair<model::node_id, std::uint64_t>& socket);
  void publish(const actors::publication& publication);
};

node_dispatcher_actor::behavior_type node_dispatcher(node_dispatcher_state::self_pointer self,
                                                     links_actor links, hearers to);

} // namespace vestnik::cluster
