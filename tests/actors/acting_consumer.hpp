#pragma once

#include "consumers/core/consumer.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::test {

/// What a consumer may use.
using act = std::function<void(consumers::channel_layer&, consumers::client&)>;

/// A mount that shows the test what it hears, and acts for it.
struct acting_consumer final : consumers::consumer {
  struct notes {
    std::vector<std::string> received;
    /// To be done at the next frame, which then counts as heard by nobody.
    act next;
    int connected = 0;
    std::uint16_t disconnected_with = 0;
  };

  acting_consumer(consumers::scope facts, consumers::client& out, consumers::channel_layer& layer,
                  std::shared_ptr<notes> shared)
      : consumer{std::move(facts), out, layer}
      , shared_{std::move(shared)} {}

  void on_connect() override { ++shared_->connected; }
  void on_receive(consumers::frame_kind, std::string_view payload) override {
    if (const auto next = std::exchange(shared_->next, {}))
      next(layer(), out());
    else
      shared_->received.emplace_back(payload);
  }
  void on_disconnect(std::uint16_t code) override { shared_->disconnected_with = code; }

  std::shared_ptr<notes> shared_;
};

} // namespace vestnik::test
