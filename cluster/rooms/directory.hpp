#pragma once

#include "actors/runtime/answer_promise.hpp"
#include "cluster/protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace vestnik::cluster {

struct directory_settings {
  model::node_id self;
  links_actor links;
  /// To learn which mailboxes there are.
  std::function<actors::store_reader_actor()> reader;
  /// Told what the own node may do, whenever that changes.
  std::function<void(node_status)> on_standing = [](node_status) {};
};

/// Finds the owner of a room by `place`: on this node through its own rooms, else through the
/// NODE_PROXY for its node. Told who is there, it tells the LINKS, gives rooms that belong to
/// others by now out of hand, and loads the mailboxes that belong to this node. Knows the sockets
/// of this node, so that whoever owns a user next learns how many there are; while nobody can
/// count them they open all the same.
struct directory_state {
  static inline const char* name = "cluster_directory";
  using self_pointer = directory_actor::stateful_pointer<directory_state>;

  explicit directory_state(self_pointer me)
      : self{me} {}

  /// Whoever answers for the room; null if no node can.
  [[nodiscard]] actors::directory_actor whom(model::room_name room);
  [[nodiscard]] bool is_own(model::room_name room) const;

  void take(const membership_change& change);
  void end_node_proxy(model::node_id node);
  void wake_mailboxes();
  /// Has `look_again` called a little later: another node may have woken a mailbox meanwhile that
  /// it could not reach here, or that was not this node's yet, or taken a room of this one over.
  void wake_mailboxes_later();
  /// Wakes mailboxes, and tells OWN_ROOMS once more what is theirs.
  void look_again();
  caf::result<std::monostate> retire();

  caf::result<std::monostate> attach(const actors::session_attach& request);
  void attach_again();
  /// Somebody could not be counted.
  void attach_later();
  void ended(const caf::actor_addr& which);

  struct attachment {
    actors::session_attach request;
    /// The node that counts it; none while nobody does.
    model::node_id at{};
    /// By its number, the last one to have it counted again.
    std::uint64_t attempt = 0;
  };

  self_pointer self;
  directory_settings settings;
  actors::own_rooms_actor own_rooms;
  membership_actor membership;
  node_status status = node_status::joining;
  std::vector<model::node> active;
  /// All that are not dead, as the log has told of them.
  std::map<model::node_id, model::node> peers;
  std::map<model::node_id, actors::directory_actor> node_proxies;
  std::uint64_t last_proxy = 0;
  std::unordered_map<caf::actor_addr, attachment> sockets;
  std::uint64_t last_attempt = 0;
  enum class recount : std::uint8_t { none, due } counting = recount::none;
  enum class rewake : std::uint8_t { none, due } waking = rewake::none;
  /// Who waits for this node's rooms to be given out of hand.
  actors::typed_answer_promise<std::monostate> retiring;

private:
  void log(const membership_change& change);
  void rooms_moved();
  /// Which rooms are this node's while these nodes are active.
  [[nodiscard]] actors::room_share share() const;
  [[nodiscard]] std::optional<model::node_id> place_of(model::room_name room) const;
};

directory_actor::behavior_type directory(directory_state::self_pointer self,
                                         actors::own_rooms_actor own_rooms,
                                         directory_settings settings);

} // namespace vestnik::cluster
