#pragma once

#include "consumers/action_consumer.hpp"

namespace vestnik::consumers::endpoints {

/// The stream `rooms`: subscribe and resume (docs/wire.md section 2.1, decision 7).
/// The events themselves do not pass here.
class rooms final : public action_consumer {
public:
  using action_consumer::action_consumer;

private:
  void on_request(const request& asked, const responder& reply) override;

  void subscribe(model::fields& in, const responder& reply);
  void unsubscribe(model::fields& in, const responder& reply);
};

} // namespace vestnik::consumers::endpoints
