#pragma once

#include "actors/protocol/actors.hpp"
#include "net/http/http_handler.hpp"

#include <vector>

namespace vestnik::actors {

/// Turns the requests of the server's connections into messages to the GATEWAY of their io
/// thread. Thread-safe; must outlive the io threads.
class gateway_port final : public net::http_handler, public net::upgrade_handler {
public:
  /// Who answers, by index of the io thread. Called before the server listens.
  void open(std::vector<gateway_actor> gateways);

  void handle(model::http_request request, std::size_t io_thread,
              net::http_responder respond) override;
  void on_upgrade(model::http_request request, std::size_t io_thread,
                  std::shared_ptr<net::upgrade_decision> decision) override;

private:
  std::vector<gateway_actor> gateways_;
};

} // namespace vestnik::actors
