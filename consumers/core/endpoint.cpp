#include "consumers/core/endpoint.hpp"

#include "consumers/core/responder.hpp"
#include "consumers/wire/envelope.hpp"

#include <utility>

namespace vestnik::consumers {

endpoint::endpoint(scope facts, client& out, channel_layer& layer,
                   const action_consumer_factory& make)
    : consumer{std::move(facts), out, layer}
    , at_{this->facts(), out, layer, connected(), {}}
    , served_{make({this->facts(), out, layer, connected()})} {}

void endpoint::on_connect() {
  if (const auto accepted = served_->connect(); !accepted) {
    served_.reset();
    at_.close(accepted.error());
  }
}

void endpoint::on_receive(frame_kind kind, std::string_view payload) {
  if (!served_)
    return;
  if (kind == frame_kind::binary)
    return out().send(
        encode_reply({.form = wire_form::bare},
                     model::error{model::ec::malformed, "frames are text, not binary"}));
  const auto request = read_request(payload, wire_form::bare);
  const responder reply{request.head, out(), connected()};
  if (request.problem)
    return reply(*request.problem);
  served_->receive(request, reply);
}

void endpoint::on_disconnect(std::uint16_t code) {
  if (served_)
    served_->disconnect(code);
}

} // namespace vestnik::consumers
