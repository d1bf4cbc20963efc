#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/connection.hpp"
#include "consumers/core/consumer.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace vestnik::consumers {

/// A path of its own for one action consumer: bare payloads (docs/wire/frames.md).
/// Every frame is answered, also one that cannot be read. Refused at connect, the
/// connection ends with the refusal's close code.
class endpoint final : public consumer {
public:
  endpoint(scope facts, client& out, channel_layer& layer, const action_consumer_factory& make);

private:
  void on_connect() override;
  void on_receive(frame_kind kind, std::string_view payload) override;
  void on_disconnect(std::uint16_t code) override;

  connection at_;
  std::unique_ptr<action_consumer> served_;
};

} // namespace vestnik::consumers
