#pragma once

#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"
#include "net/nodes/node_port.hpp"
#include "net/nodes/reception.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vestnik::net {

/// What all links of one port share.
struct node_link_terms {
  tls_context certificates;
  link_rules rules;
};

/// Opens a link. On `thread`.
void open_node_stream(std::shared_ptr<io_thread> thread,
                      std::shared_ptr<const node_link_terms> terms, node_target target,
                      std::shared_ptr<node_link_handler> handler);

/// Called with the reason why the other side of a connection has not proven itself.
using refusal_handler = std::function<void(const model::error&)>;

/// A connection that was accepted and has not proven itself.
struct accepted_link {
  tcp_socket socket;
  std::string remote_address;
  /// Makes the handler once the other side has proven itself.
  node_port::handler_maker make;
  /// Called on the thread when the other side has not proven itself.
  refusal_handler refused;
  /// It has a place here until the other side has proven itself, or the link ends.
  std::shared_ptr<reception> in;
};

/// Serves a connection that was accepted. On `thread`.
void accept_node_stream(std::shared_ptr<io_thread> thread,
                        std::shared_ptr<const node_link_terms> terms, accepted_link link);

} // namespace vestnik::net
