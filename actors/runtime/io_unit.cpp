#include "actors/runtime/io_unit.hpp"

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <cstddef>

namespace vestnik::actors {

namespace {

/// Messages one actor may handle before the next one's turn.
constexpr std::size_t max_throughput = 64;

} // namespace

io_unit::io_unit(caf::actor_system& system, net::io_executor& thread)
    : caf::execution_unit{&system}
    , thread_{thread} {}

io_unit::~io_unit() {
  for (auto* waiting : ready_)
    caf::intrusive_ptr_release(waiting);
}

void io_unit::exec_later(caf::resumable* ready) {
  if (ready->subtype() != caf::resumable::io_actor) {
    system().scheduler().enqueue(ready);
    return;
  }
  bool idle = false;
  {
    const std::lock_guard lock{mutex_};
    idle = ready_.empty();
    ready_.push_back(ready);
  }
  if (idle)
    thread_.post([this] { drain(); });
}

void io_unit::drain() {
  std::vector<caf::resumable*> batch;
  {
    const std::lock_guard lock{mutex_};
    batch.swap(ready_);
  }
  for (auto* actor : batch) {
    if (actor->resume(this, max_throughput) == caf::resumable::resume_later)
      exec_later(actor);
    else
      caf::intrusive_ptr_release(actor);
  }
}

} // namespace vestnik::actors
