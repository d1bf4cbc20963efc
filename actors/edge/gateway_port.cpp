#include "actors/edge/gateway_port.hpp"

#include <caf/send.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace vestnik::actors {

void gateway_port::open(std::vector<gateway_actor> gateways) { gateways_ = std::move(gateways); }

void gateway_port::handle(model::http_request request, std::size_t io_thread,
                          net::http_responder respond) {
  caf::anon_send(gateways_[io_thread], http_arrived{std::move(request), std::move(respond)});
}

void gateway_port::on_upgrade(model::http_request request, std::size_t io_thread,
                              std::shared_ptr<net::upgrade_decision> decision) {
  caf::anon_send(gateways_[io_thread], upgrade_arrived{std::move(request), std::move(decision)});
}

} // namespace vestnik::actors
