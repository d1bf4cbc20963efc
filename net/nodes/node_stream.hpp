#pragma once

#include "net/io/io_thread.hpp"
#include "net/io/transport.hpp"
#include "net/nodes/node_port.hpp"

#include <functional>
#include <memory>

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

/// Told why the other side of a connection has not proven itself.
using refusal_handler = std::function<void(const model::error&)>;

/// Serves a connection that was accepted. On `thread`. @param refused told, on the thread, when the
/// other side has not proven itself.
/// @param place is let go as soon as the other side has proven itself, or the link ends.
void accept_node_stream(std::shared_ptr<io_thread> thread,
                        std::shared_ptr<const node_link_terms> terms, tcp_socket socket,
                        node_port::handler_maker make, refusal_handler refused,
                        std::shared_ptr<void> place);

} // namespace vestnik::net
