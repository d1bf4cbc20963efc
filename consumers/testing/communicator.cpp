#include "consumers/testing/communicator.hpp"

#include <utility>

namespace vestnik::consumers {

communicator::communicator(const consumer_factory& make, scope facts, channel_layer& layer)
    : served_{make(std::move(facts), sent_, layer)} {}

communicator::communicator(const route_table& routes, std::string path, model::identity identity,
                           channel_layer& layer) {
  auto found = routes.match(path);
  if (!found) {
    refused_ = {model::ec::not_found, "there is no such endpoint"};
    return;
  }
  scope facts{.identity = std::move(identity),
              .path = std::move(path),
              .captures = std::move(found->captures),
              .remote_address = "127.0.0.1"};
  if (const auto allowed = authorise(*found->target, facts); !allowed)
    refused_ = allowed.error();
  else
    served_ = found->target->make(std::move(facts), sent_, layer);
}

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

void communicator::drain() {
  for (const auto& call : std::exchange(sent_.on_drained, {}))
    call();
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
    closed = closure{code, std::string{reason}};
}

} // namespace vestnik::consumers
