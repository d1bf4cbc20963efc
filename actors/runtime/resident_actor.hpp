#pragma once

#include "actors/runtime/io_unit.hpp"

#include <caf/actor_system.hpp>
#include <caf/detail/init_fun_factory.hpp>
#include <caf/stateful_actor.hpp>

#include <type_traits>
#include <utility>

namespace vestnik::actors {

/// Makes an actor live on an io thread: it is always resumed by that
/// thread's `io_unit`, as CAF's own brokers are by the middleman. So it may use
/// outboxes and streams of its thread directly, and needs no lock.
template <class Base>
class resident_actor final : public Base {
public:
  resident_actor(caf::actor_config& config, io_unit& unit)
      : Base{config}
      , unit_{unit} {}

  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    Base::enqueue(std::move(message), &unit_);
  }

  void launch(caf::execution_unit*, bool lazy, bool hide) override {
    Base::launch(&unit_, lazy, hide);
  }

  caf::resumable::subtype_t subtype() const override { return caf::resumable::io_actor; }

private:
  io_unit& unit_;
};

/// As `caf::actor_system::spawn` of a function-based actor with state, on an io thread.
/// Tests spawn the same function on the test scheduler instead. Thread-safe.
template <class Behavior, class State, class Base, class... Parameters, class... Arguments>
auto spawn_resident(io_unit& unit,
                    Behavior (*actor)(caf::stateful_actor<State, Base>*, Parameters...),
                    Arguments&&... arguments) {
  using self_type = caf::stateful_actor<State, Base>;
  using function_type = Behavior (*)(self_type*, Parameters...);
  caf::actor_config config;
  caf::detail::init_fun_factory<self_type, function_type> make;
  config.init_fun = make(std::move(actor), std::forward<Arguments>(arguments)...);
  return unit.system().template spawn_class<resident_actor<self_type>, caf::no_spawn_options>(
      config, unit);
}

} // namespace vestnik::actors
