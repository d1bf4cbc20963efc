#pragma once

#include "consumers/channel_layer.hpp"
#include "consumers/envelope.hpp"
#include "consumers/responder.hpp"
#include "consumers/scope.hpp"
#include "model/command.hpp"
#include "model/fields.hpp"
#include "model/room.hpp"

#include <functional>
#include <memory>

namespace vestnik::consumers {

/// Serves requests, already taken out of their frames: one stream of a connection.
/// Lives within the connection's consumer, on its thread.
class action_consumer {
public:
  /// Both must outlive the instance.
  action_consumer(const scope& facts, channel_layer& layer)
      : facts_{facts}
      , layer_{layer} {}
  action_consumer(const action_consumer&) = delete;
  action_consumer& operator=(const action_consumer&) = delete;
  virtual ~action_consumer() = default;

  /// Serves one request without a `problem`. It is answered whatever happens: what a
  /// handler throws, and a handler that drops `reply`, end as `internal`.
  void receive(const request& asked, const responder& reply) noexcept;

protected:
  [[nodiscard]] const scope& facts() const noexcept { return facts_; }
  [[nodiscard]] channel_layer& layer() const noexcept { return layer_; }

  /// Asks the owner of `target` in the caller's name, or refuses what is wrong with
  /// the arguments. Writes read their `op` here; call it when all else was read.
  void ask(model::fields& arguments, responder reply, model::room_name target,
           model::command_body body);

private:
  virtual void on_request(const request& asked, const responder& reply) = 0;

  const scope& facts_;
  channel_layer& layer_;
};

/// Makes the instance of a new connection.
using action_consumer_factory =
    std::function<std::unique_ptr<action_consumer>(const scope&, channel_layer&)>;

/// The factory of `Consumer`, whose further constructor arguments are the options of
/// this mount.
template <class Consumer, class... Options>
[[nodiscard]] action_consumer_factory stream_of(Options... options) {
  return [options...](const scope& facts, channel_layer& layer) {
    return std::make_unique<Consumer>(facts, layer, options...);
  };
}

} // namespace vestnik::consumers
