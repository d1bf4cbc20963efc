#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

namespace vestnik::endpoints {

/// The stream `chats`: dialogs and their messages (docs/wire.md section 2.2).
class chats {
public:
  explicit chats(connection& at)
      : at_{at} {}

  [[nodiscard]] static handler_list<chats> handlers();

private:
  void list(model::fields& in, const responder& reply);
  void dialog(model::fields& in, const responder& reply);
  void send(model::fields& in, const responder& reply);
  void read(model::fields& in, const responder& reply);
  void typing(model::fields& in, const responder& reply);
  void history(model::fields& in, const responder& reply);

  connection& at_;
};

} // namespace vestnik::endpoints
