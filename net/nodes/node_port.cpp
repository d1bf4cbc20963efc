#include "net/nodes/node_port.hpp"

#include "net/io/listener.hpp"
#include "net/nodes/node_stream.hpp"

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace vestnik::net {

namespace {

/// Connections that have not proven themselves.
constexpr std::size_t most_strangers = 64;

} // namespace

struct node_port::impl {
  std::vector<std::shared_ptr<io_thread>> threads;
  link_rules rules;
  /// Replaced while links are made.
  std::shared_ptr<std::atomic<std::shared_ptr<const node_link_terms>>> terms =
      std::make_shared<std::atomic<std::shared_ptr<const node_link_terms>>>();
  /// Until links are accepted.
  std::optional<native_socket> taken;
  std::shared_ptr<listener> accepts;
  std::atomic<std::size_t> next = 0;
};

node_port::node_port(io_threads& threads, tls_context certificates, link_rules rules)
    : impl_(std::make_unique<impl>()) {
  impl_->threads = threads.workers();
  impl_->rules = rules;
  use(std::move(certificates));
}

node_port::~node_port() { stop_accepting(); }

void node_port::use(tls_context certificates) {
  impl_->terms->store(std::make_shared<const node_link_terms>(
      node_link_terms{std::move(certificates), impl_->rules}));
}

model::result<std::uint16_t> node_port::take(const std::string& address, std::uint16_t port) {
  auto bound = bind_listener(address, port, "cluster");
  if (!bound)
    return bound.error();
  impl_->taken.emplace(std::move(bound->socket));
  return bound->port;
}

void node_port::accept(handler_maker make, stranger_handler on_stranger) {
  const auto take = [terms = impl_->terms, make = std::move(make),
                     on_stranger = std::move(on_stranger),
                     room = std::make_shared<reception>(most_strangers)](
                        const auto& thread, tcp_socket socket, const std::string& remote) {
    const auto refused = [on_stranger, remote](const model::error& reason) {
      if (on_stranger)
        on_stranger(remote, reason);
    };
    accept_node_stream(thread, terms->load(), {std::move(socket), remote, make, refused, room});
  };
  impl_->accepts = std::make_shared<listener>(impl_->threads, take);
  impl_->accepts->start(std::move(impl_->taken.value()));
  impl_->taken.reset();
}

void node_port::dial(node_target target, std::shared_ptr<node_link_handler> handler) {
  const auto& thread = impl_->threads[impl_->next++ % impl_->threads.size()];
  thread->post([thread, terms = impl_->terms->load(), target = std::move(target),
                handler = std::move(handler)]() mutable {
    open_node_stream(std::move(thread), std::move(terms), std::move(target), std::move(handler));
  });
}

void node_port::stop_accepting() {
  if (const auto accepts = std::exchange(impl_->accepts, nullptr))
    accepts->stop();
}

} // namespace vestnik::net
