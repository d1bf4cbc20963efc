#pragma once

#include "actors/protocol/actors.hpp"
#include "net/io/byte_stream.hpp"

#include <cstdint>

namespace vestnik::actors {

/// Turns the calls of a stream into messages to the actor that opened it. Holds the actor, as the
/// stream holds the port: the actor's state lets the stream go.
class stream_port final : public net::byte_stream_handler {
public:
  /// @param attempt is repeated in every message.
  stream_port(fetcher_actor owner, std::uint64_t attempt);

  void on_connected() override;
  void on_secured() override;
  void on_bytes(std::string_view bytes) override;
  void on_closed(const model::error& error) override;

private:
  fetcher_actor owner_;
  std::uint64_t attempt_;
};

} // namespace vestnik::actors
