#include "consumers/routing/multiplexer.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace vestnik::consumers {

multiplexer::multiplexer(scope facts, client& out, channel_layer& layer,
                         std::shared_ptr<const stream_map> streams)
    : consumer{std::move(facts), out, layer}
    , streams_{std::move(streams)} {}

void multiplexer::on_receive(frame_kind kind, std::string_view payload) {
  if (kind == frame_kind::binary)
    return out().send(
        encode_reply({}, model::error{model::ec::malformed, "frames are text, not binary"}));
  const auto request = read_request(payload, wire_form::multiplexed);
  const responder reply{request.head, out(), connected()};
  if (request.problem)
    return reply(*request.problem);
  const auto stream = find(*request.head.stream);
  if (!stream)
    return reply(stream.error());
  (*stream)->receive(request, reply);
}

void multiplexer::on_refuse(std::string_view payload, const model::error& why) {
  out().send(encode_reply(read_request(payload, wire_form::multiplexed).head, why));
}

void multiplexer::on_disconnect(std::uint16_t code) {
  for (const auto& [name, served] : open_)
    served->disconnect(code);
}

model::result<action_consumer*> multiplexer::find(std::string_view stream) {
  if (const auto open = open_.find(stream); open != open_.end())
    return open->second.get();
  const auto known = streams_->find(stream);
  if (known == streams_->end()) {
    std::string names;
    for (const auto& [name, make] : *streams_)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    return model::error{model::ec::malformed,
                        fmt::format("there is no stream {}; there is: {}", stream, names),
                        "stream"};
  }
  auto served = known->second({facts(), out(), layer(), connected(), known->first});
  if (const auto accepted = served->connect(); !accepted)
    return accepted.error();
  return (open_[known->first] = std::move(served)).get();
}

mount_point multiplex(std::string path, std::map<std::string, stream_point> streams,
                      plain_options options) {
  return {std::move(path), "multiplexer", std::move(options.permission),
          [streams = std::move(streams)](
              const std::vector<capture>& captures) -> model::result<mount_blueprint> {
            stream_map made;
            mount_description described;
            for (const auto& [name, point] : streams) {
              auto ready = point.prepare(captures);
              if (!ready)
                return model::error{
                    ready.error().code,
                    fmt::format("stream {} ({}): {}", name, point.consumer, ready.error().message)};
              made.emplace(name, std::move(ready->make));
              described.streams.emplace_back(name, std::move(ready->described));
            }
            return mount_blueprint{
                factory_of<multiplexer>(std::make_shared<const stream_map>(std::move(made))),
                std::move(described)};
          }};
}

} // namespace vestnik::consumers
