#pragma once

#include "net/io/io_threads.hpp"
#include "net/io/tls_context.hpp"
#include "net/nodes/node_link.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vestnik::net {

/// Where another node is reached, and which one must answer there.
struct node_target {
  /// A numeric address.
  std::string host;
  std::uint16_t port = 0;
  /// The name that its certificate must be made out to.
  std::string name;
};

/// Opens and accepts the links of one node.
class node_port {
public:
  /// @param certificates made by `tls_context::node`.
  /// @param threads outlive the port.
  node_port(io_threads& threads, tls_context certificates, link_rules rules);
  ~node_port();
  node_port(const node_port&) = delete;
  node_port& operator=(const node_port&) = delete;

  /// Links that are made from now on show these certificates. From any thread.
  void use(tls_context certificates);

  using handler_maker = std::function<std::shared_ptr<node_link_handler>()>;
  /// Called on an io thread when a connection from `address` has not proven itself.
  using stranger_handler =
      std::function<void(const std::string& address, const model::error& reason)>;

  /// Takes the address, so that nobody else can have it, and returns the port it got. Who connects
  /// waits until links are accepted. Call it once.
  /// Errors: `invalid` on `cluster.address` or `cluster.port`.
  [[nodiscard]] model::result<std::uint16_t> take(const std::string& address, std::uint16_t port);

  /// Accepts links from now on at the address that was taken; `make` is called on an io thread for
  /// the handler of each that has proven itself. A connection has `link_rules::opening` to do
  /// so, and never more than 64 are open that have not: for whoever comes the oldest of the
  /// address that has the most of these leaves. Call it once.
  void accept(handler_maker make, stranger_handler on_stranger = {});

  /// From any thread; returns at once, and `handler` hears how it ended. A certificate that is
  /// not the target's ends it.
  void dial(node_target target, std::shared_ptr<node_link_handler> handler);

  /// Accepts no further links; those that are open live on.
  void stop_accepting();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace vestnik::net
