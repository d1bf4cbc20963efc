#pragma once

#include "net/http/http_handler.hpp"

#include <memory>
#include <string>
#include <utility>

namespace vestnik::actors::gateway_tests {

/// The decision about one upgrade, as a note.
struct noted_decision final : net::upgrade_decision {
  void accept(std::shared_ptr<net::connection_handler> to, std::string protocol) override {
    handler = std::move(to);
    subprotocol = std::move(protocol);
  }
  void refuse(model::http_response response) override { refused_with = response.status; }

  std::shared_ptr<net::connection_handler> handler;
  std::string subprotocol;
  unsigned refused_with = 0;
};

} // namespace vestnik::actors::gateway_tests
