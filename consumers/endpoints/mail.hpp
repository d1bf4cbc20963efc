#pragma once

#include "consumers/action_consumer.hpp"

namespace vestnik::consumers::endpoints {

/// The stream `mail`: accounts and their messages (docs/wire.md section 2.4).
class mail final : public action_consumer {
public:
  using action_consumer::action_consumer;

private:
  void on_request(const request& asked, const responder& reply) override;

  void add(model::fields& in, const responder& reply);
  void accounts(model::fields& in, const responder& reply);
  void messages(model::fields& in, const responder& reply);
  void message(model::fields& in, const responder& reply);
};

} // namespace vestnik::consumers::endpoints
