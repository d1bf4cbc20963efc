#include "actors/room_intake.hpp"

#include <caf/send.hpp>

#include <utility>

namespace vestnik::actors {

room_intake::room_intake(session_actor session, std::size_t number,
                         std::shared_ptr<net::outbox> out)
    : session_{std::move(session)}
    , number_{number}
    , out_{std::move(out)} {}

net::push_result room_intake::push(const net::frame_ptr& frame) {
  caf::anon_send(session_, room_heard{number_, frame});
  return net::push_result::queued;
}

void room_intake::close(std::uint16_t code, std::string_view reason) { out_->close(code, reason); }

} // namespace vestnik::actors
