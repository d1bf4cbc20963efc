#pragma once

#include "consumers/core/responder.hpp"
#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/client.hpp"
#include "consumers/ports/lifetime.hpp"
#include "consumers/ports/scope.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vestnik::consumers {

/// Serves requests, already taken out of their frames: one stream of a connection, or
/// its only one. Lives within the connection's consumer, on its thread: `connect` once,
/// and if it was not refused `receive` any number of times and `disconnect` once.
class action_consumer {
public:
  action_consumer() = default;
  action_consumer(const action_consumer&) = delete;
  action_consumer& operator=(const action_consumer&) = delete;
  virtual ~action_consumer() = default;

  /// Errors: the permission's or the class's own; `internal` for what it throws.
  [[nodiscard]] virtual model::result<void> connect() noexcept = 0;

  /// Serves one request without a `problem`. It is answered whatever happens: what a
  /// handler throws, and a handler that drops its request, end as a coded reply.
  virtual void receive(const request& request, const responder& reply) noexcept = 0;

  virtual void disconnect(std::uint16_t code) noexcept = 0;
};

/// What an instance is made for. Everything outlives it.
struct action_place {
  const scope& facts;
  client& out;
  channel_layer& layer;
  lifetime::watch connected;
  /// Name of the stream; empty on a path of its own.
  std::string stream = {};
};

/// Makes the instance of a new connection.
using action_consumer_factory = std::function<std::unique_ptr<action_consumer>(action_place)>;

} // namespace vestnik::consumers
