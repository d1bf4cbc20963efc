#pragma once

#include "model/node.hpp"

#include <cstdint>

namespace vestnik::cluster {

/// What nodes say to each other. Each tells how new its sender's view is.
struct peer_message {
  enum class kind : std::uint8_t {
    probe,
    answer,
    /// Do you reach `about`?
    inquiry,
    reached,
    not_reached,
  } type = kind::probe;
  model::node_id about{};
  std::uint64_t version = 0;

  friend bool operator==(const peer_message&, const peer_message&) = default;
};

struct to_peer {
  model::node_id to;
  peer_message message;

  friend bool operator==(const to_peer&, const to_peer&) = default;
};

} // namespace vestnik::cluster
