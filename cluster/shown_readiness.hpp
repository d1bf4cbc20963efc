#pragma once

#include "api/exchange.hpp"
#include "cluster/protocol/node_status.hpp"

#include <cstdint>
#include <functional>
#include <mutex>

namespace vestnik::cluster {

/// What a node shows of itself: from `begin` on whether it may serve, whatever has changed before
/// or meanwhile; from `stop` on that it stops, and nothing else. From any thread: what is told last
/// is shown last.
class shown_readiness {
public:
  /// @param show called by whoever tells of a change, one at a time.
  explicit shown_readiness(std::function<void(api::readiness)> show);

  void begin();
  void stand(node_status now);
  void stop();

private:
  [[nodiscard]] api::readiness shown() const;

  std::mutex mutex_;
  const std::function<void(api::readiness)> show_;
  node_status standing_ = node_status::serving;
  enum class phase : std::uint8_t { starting, begun, stopping } phase_ = phase::starting;
};

} // namespace vestnik::cluster
