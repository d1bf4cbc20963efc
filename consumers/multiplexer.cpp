#include "consumers/multiplexer.hpp"

#include <fmt/format.h>

#include <utility>

namespace vestnik::consumers {

multiplexer::multiplexer(scope facts, client& out, channel_layer& layer,
                         std::shared_ptr<const stream_map> streams)
    : consumer{std::move(facts), out, layer}
    , streams_{std::move(streams)} {}

void multiplexer::on_receive(frame_kind kind, std::string_view payload) {
  if (kind == frame_kind::binary)
    return out().send(
        encode_reply({}, model::error{model::ec::malformed, "frames are text, not binary"}));
  const auto asked = read_request(payload, wire_form::multiplexed);
  const responder reply{asked.head, out(), connected()};
  if (asked.problem)
    return reply(*asked.problem);
  if (auto* stream = find(*asked.head.stream))
    return stream->receive(asked, reply);
  std::string known;
  for (const auto& [name, factory] : *streams_)
    known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
  reply(model::error{model::ec::malformed,
                     fmt::format("there is no stream {}; there is: {}", *asked.head.stream, known),
                     "stream"});
}

action_consumer* multiplexer::find(std::string_view stream) {
  if (const auto open = open_.find(stream); open != open_.end())
    return open->second.get();
  const auto known = streams_->find(stream);
  if (known == streams_->end())
    return nullptr;
  return (open_[known->first] = known->second(facts(), layer())).get();
}

consumer_factory multiplex(stream_map streams) {
  return factory_of<multiplexer>(std::make_shared<const stream_map>(std::move(streams)));
}

} // namespace vestnik::consumers
