#pragma once

#include "consumers/core/consumer.hpp"
#include "consumers/dispatch/consumer_class.hpp"
#include "consumers/dispatch/instance.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// An instance of the class `C` that takes whole messages, on a path of its own. Refused at
/// connect, the connection ends with the refusal's close code, and nothing is taken any more.
template <class C>
class message_consumer final : public consumer {
public:
  message_consumer(scope facts, client& out, channel_layer& layer,
                   std::shared_ptr<const consumer_class<C>> type)
      : consumer{std::move(facts), out, layer}
      , self_{{this->facts(), out, layer, connected()}, std::move(type)} {}

private:
  void on_connect() override {
    if (const auto accepted = self_.connect(); !accepted)
      self_.at().close(accepted.error());
  }
  void on_receive(frame_kind kind, std::string_view payload) override {
    auto* const self = self_.get();
    if (self == nullptr)
      return;
    try {
      self->receive(kind, payload);
    } catch (const std::exception& thrown) {
      if (const auto coded = self_.translated(thrown))
        throw model::error{*coded};
      throw;
    }
  }
  void on_disconnect(std::uint16_t code) override { self_.disconnect(code); }

  instance<C> self_;
};

} // namespace vestnik::consumers
