#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/consumer.hpp"
#include "consumers/dispatch/consumer_class.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// An instance of the class `C` that takes whole messages, on a path of its own.
template <class C>
class message_consumer final : public consumer {
public:
  message_consumer(scope facts, client& out, channel_layer& layer,
                   std::shared_ptr<const consumer_class<C>> type)
      : consumer{std::move(facts), out, layer}
      , type_{std::move(type)}
      , at_{this->facts(), out, layer, connected(), {}} {}

private:
  void on_connect() override {
    self_ = make_instance<C>(at_, type_->shared());
    if (const auto accepted = connect_instance(*self_); !accepted)
      at_.close(accepted.error());
  }
  void on_receive(frame_kind kind, std::string_view payload) override {
    try {
      self_->receive(kind, payload);
    } catch (const std::exception& thrown) {
      if constexpr (requires { self_->on_error(thrown); })
        if (const auto coded = self_->on_error(thrown))
          throw model::error{*coded};
      throw;
    }
  }
  void on_disconnect([[maybe_unused]] std::uint16_t code) override {
    const auto leaving = std::move(self_);
    if constexpr (requires { leaving->disconnect(code); })
      if (leaving)
        leaving->disconnect(code);
  }

  std::shared_ptr<const consumer_class<C>> type_;
  connection at_;
  std::unique_ptr<C> self_;
};

} // namespace vestnik::consumers
