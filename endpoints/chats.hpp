#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

namespace vestnik::endpoints {

/// The stream `chats`: dialogs and their messages (docs/wire.md section 2.2).
class chats {
public:
  explicit chats(consumers::connection& at)
      : at_{at} {}

  [[nodiscard]] static consumers::handler_list<chats> handlers();

private:
  void list(model::fields& in, const consumers::responder& reply);
  void dialog(model::fields& in, const consumers::responder& reply);
  void send(model::fields& in, const consumers::responder& reply);
  void read(model::fields& in, const consumers::responder& reply);
  void typing(model::fields& in, const consumers::responder& reply);
  void history(model::fields& in, const consumers::responder& reply);

  consumers::connection& at_;
};

} // namespace vestnik::endpoints
