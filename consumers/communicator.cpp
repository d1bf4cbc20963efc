#include "consumers/communicator.hpp"

#include <utility>

namespace vestnik::consumers {

communicator::communicator(const consumer_factory& make, scope facts, channel_layer& layer)
    : served_{make(std::move(facts), sent_, layer)} {}

std::optional<communicator::message> communicator::receive_message() {
  if (sent_.messages.empty())
    return std::nullopt;
  auto oldest = std::move(sent_.messages.front());
  sent_.messages.pop_front();
  return oldest;
}

std::optional<std::string> communicator::receive() {
  auto oldest = receive_message();
  if (!oldest || oldest->kind != frame_kind::text)
    return std::nullopt;
  return std::move(oldest->payload);
}

void communicator::recorder::send(std::string_view text) {
  if (!closed)
    messages.push_back({frame_kind::text, std::string{text}});
}

void communicator::recorder::send_binary(std::string_view bytes) {
  if (!closed)
    messages.push_back({frame_kind::binary, std::string{bytes}});
}

void communicator::recorder::close(std::uint16_t code, std::string_view reason) {
  if (!closed)
    closed = closing{code, std::string{reason}};
}

} // namespace vestnik::consumers
