#pragma once

#include "consumers/action_consumer.hpp"

#include <cstddef>

namespace vestnik::consumers::endpoints {

/// The stream `rooms`: subscribe and resume (docs/wire.md section 2.1, decision 7).
/// The events themselves do not pass here.
class rooms final : public action_consumer {
public:
  /// @param most rooms of one request.
  rooms(const scope& facts, channel_layer& layer, std::size_t most)
      : action_consumer{facts, layer}
      , most_{most} {}

private:
  void on_request(const request& asked, const responder& reply) override;

  void ping(model::fields& in, const responder& reply);
  void subscribe(model::fields& in, const responder& reply);
  void unsubscribe(model::fields& in, const responder& reply);

  std::size_t most_;
};

} // namespace vestnik::consumers::endpoints
