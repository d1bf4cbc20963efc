#pragma once

#include "consumers/action_consumer.hpp"

namespace vestnik::consumers::endpoints {

/// The stream `chats`: dialogs and their messages (docs/wire.md section 2.2).
class chats final : public action_consumer {
public:
  using action_consumer::action_consumer;

private:
  void on_request(const request& asked, const responder& reply) override;

  void list(model::fields& in, const responder& reply);
  void dialog(model::fields& in, const responder& reply);
  void send(model::fields& in, const responder& reply);
  void read(model::fields& in, const responder& reply);
  void typing(model::fields& in, const responder& reply);
  void history(model::fields& in, const responder& reply);
};

} // namespace vestnik::consumers::endpoints
