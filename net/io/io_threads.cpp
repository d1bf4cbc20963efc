#include "net/io/io_threads.hpp"

#include "net/io/io_thread.hpp"

#include <algorithm>
#include <utility>

namespace vestnik::net {

io_threads::io_threads(std::size_t count, const outgoing_rules& rules) {
  auto addresses = address_policy::make(rules.allow_private_ranges, rules.allow_ports).value();
  auto tls = tls_context::client(rules.extra_ca_file).value();
  const auto gate = std::make_shared<const outgoing_gate>(
      outgoing_gate{std::move(addresses), std::move(tls), rules.names});
  for (std::size_t index = 0; index < std::max<std::size_t>(count, 1); ++index)
    workers_.push_back(std::make_shared<io_thread>(index, gate));
}

io_threads::~io_threads() { stop(); }

std::size_t io_threads::size() const noexcept { return workers_.size(); }

io_executor& io_threads::at(std::size_t index) const { return *workers_.at(index); }

void io_threads::start() {
  if (phase_ != phase::made)
    return;
  phase_ = phase::running;
  for (const auto& worker : workers_)
    threads_.emplace_back([worker] { worker->run(); });
}

void io_threads::stop() {
  if (std::exchange(phase_, phase::stopped) == phase::stopped)
    return;
  for (const auto& worker : workers_)
    worker->request_stop();
  for (auto& thread : threads_)
    thread.join();
  // Only once all have ended: what one thread still holds may post to another.
  for (const auto& worker : workers_)
    worker->discard();
}

} // namespace vestnik::net
