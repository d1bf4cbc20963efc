#pragma once

#include "cluster/protocol/envelope.hpp"
#include "model/node.hpp"
#include "model/values/deadline.hpp"
#include "net/nodes/node_link.hpp"

#include <caf/actor_control_block.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// What is said to and by the actor that has a node's links.

namespace vestnik::cluster {

/// Who hears what other nodes say.
struct link_dispatchers {
  /// A `membership_actor`.
  caf::strong_actor_ptr membership;
  /// A `node_dispatcher_actor`; until there is one, requests are answered with `unavailable`.
  caf::strong_actor_ptr others;
};

/// The nodes that this one shall be linked with; it may be among them itself.
struct link_peers {
  std::vector<model::node> nodes;
};

/// Something that needs no answer, or is one.
struct to_node {
  model::node_id to;
  node_envelope envelope;
};

/// For every node that is reached.
struct to_all {
  node_body body;
};

/// What was under way to and from a node when its link broke may be lost, also if it is linked
/// again already.
struct node_unlinked {
  model::node_id from;
};

/// A node is reached, for the first time or again.
struct node_linked {
  model::node_id to;
};

struct node_request {
  model::node_id to;
  node_body body;
  /// What is left of it travels; none: as long as `links_settings` says.
  model::deadline until = {};
  /// Which of those who have stood for that node one after the other asks, by its number. What one
  /// of them asks behind a later one is refused: it would be out of its order.
  std::uint64_t asker = 0;
};

struct node_answer {
  node_body body;
};

/// A request's number is what its answer needs.
struct from_node {
  model::node_id from;
  node_envelope envelope;
  /// Of a request: until when the other node waits, by this node's clock.
  model::deadline until = {};
};

/// From an dispatcher on its io thread; each link has a number of its own.
struct link_opened {
  std::uint64_t link = 0;
  std::shared_ptr<net::node_link> out;
  /// The name in the other side's certificate.
  std::string peer;
};

struct link_frame {
  std::uint64_t link = 0;
  std::string bytes;
  /// When it came.
  model::deadline::clock::time_point at;
};

struct link_closed {
  std::uint64_t link = 0;
  model::error why;
};

/// INTERNAL: it is time to look after the link to a node.
struct link_retry {
  model::node_id to;
};

} // namespace vestnik::cluster
