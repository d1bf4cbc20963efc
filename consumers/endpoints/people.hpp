#pragma once

#include "consumers/action_consumer.hpp"

namespace vestnik::consumers::endpoints {

/// The stream `people`: whom one can write to (docs/wire.md section 2.3).
class people final : public action_consumer {
public:
  using action_consumer::action_consumer;

private:
  void on_request(const request& asked, const responder& reply) override;

  void search(model::fields& in, const responder& reply);
};

} // namespace vestnik::consumers::endpoints
