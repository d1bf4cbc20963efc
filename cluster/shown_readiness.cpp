#include "cluster/shown_readiness.hpp"

#include <utility>

namespace vestnik::cluster {

shown_readiness::shown_readiness(std::function<void(api::readiness)> show)
    : show_{std::move(show)} {}

api::readiness shown_readiness::shown() const {
  return standing_ == node_status::serving ? api::readiness::ready : api::readiness::suspended;
}

void shown_readiness::begin() {
  const std::lock_guard lock{mutex_};
  if (std::exchange(phase_, phase::begun) == phase::starting)
    show_(shown());
}

void shown_readiness::stand(node_status now) {
  const std::lock_guard lock{mutex_};
  if (now != node_status::serving && now != node_status::suspended && now != node_status::cut_off)
    return;
  standing_ = now;
  if (phase_ == phase::begun)
    show_(shown());
}

void shown_readiness::stop() {
  const std::lock_guard lock{mutex_};
  phase_ = phase::stopping;
  show_(api::readiness::stopping);
}

} // namespace vestnik::cluster
