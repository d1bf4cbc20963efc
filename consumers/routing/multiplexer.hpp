#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/consumer.hpp"
#include "consumers/routing/mount.hpp"
#include "model/error.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::consumers {

/// Streams by name, each with the consumer that serves it.
using stream_map = std::map<std::string, action_consumer_factory, std::less<>>;

/// Carries several streams over one connection: `{"stream", "payload"}`
/// (docs/wire/frames.md). A stream's consumer is made at the first request for it,
/// and refuses that request if it refuses to connect. Every frame is answered, also one
/// that cannot be read.
class multiplexer final : public consumer {
public:
  /// @param streams shared by all connections of the mount.
  multiplexer(scope facts, client& out, channel_layer& layer,
              std::shared_ptr<const stream_map> streams);

private:
  void on_receive(frame_kind kind, std::string_view payload) override;
  void on_refuse(std::string_view payload, const model::error& why) override;
  void on_disconnect(std::uint16_t code) override;

  /// The stream's consumer of this connection, or null if there is no such stream.
  [[nodiscard]] model::result<action_consumer*> find(std::string_view stream);

  std::shared_ptr<const stream_map> streams_;
  std::map<std::string_view, std::unique_ptr<action_consumer>> open_;
};

/// A mount that carries streams: `multiplex("/ws", {{"chats", stream<chats>()}, …})`.
[[nodiscard]] mount_point multiplex(std::string path, std::map<std::string, stream_point> streams,
                                    plain_options options = {});

} // namespace vestnik::consumers
