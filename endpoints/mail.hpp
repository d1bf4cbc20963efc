#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

namespace vestnik::endpoints {

/// The stream `mail`: accounts and their messages (docs/wire.md section 2.4).
class mail {
public:
  explicit mail(consumers::connection& at)
      : at_{at} {}

  [[nodiscard]] static consumers::handler_list<mail> handlers();

private:
  void add(model::fields& in, const consumers::responder& reply);
  void accounts(model::fields& in, const consumers::responder& reply);
  void messages(model::fields& in, const consumers::responder& reply);
  void message(model::fields& in, const consumers::responder& reply);

  consumers::connection& at_;
};

} // namespace vestnik::endpoints
