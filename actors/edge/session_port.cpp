#include "actors/edge/session_port.hpp"

#include <caf/send.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::actors {

session_port::session_port(session_actor session)
    : session_{std::move(session)} {}

void session_port::on_open(std::shared_ptr<net::outbox> out,
                           std::shared_ptr<net::inbound_credit> in) {
  caf::anon_send(session_, connection_opened{std::move(out), std::move(in)});
}

void session_port::on_frame(net::frame_kind kind, std::string_view payload) {
  caf::anon_send(session_, connection_frame{kind, std::string{payload}});
}

void session_port::on_close(std::uint16_t code) {
  caf::anon_send(session_, connection_closed{code});
}

} // namespace vestnik::actors
