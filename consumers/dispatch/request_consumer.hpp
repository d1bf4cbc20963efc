#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/dispatch/consumer_class.hpp"
#include "consumers/dispatch/instance.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// An instance of the class `C` that answers requests.
template <class C>
class request_consumer final : public action_consumer {
public:
  request_consumer(action_place place, std::shared_ptr<const consumer_class<C>> type)
      : self_{std::move(place), std::move(type)} {}

  [[nodiscard]] model::result<void> connect() noexcept override { return self_.connect(); }

  void receive(const request& request, const responder& reply) noexcept override {
    try {
      const auto action =
          request.head.action ? std::string_view{*request.head.action} : std::string_view{};
      if (const auto allowed = self_.type().permission.check(
              {.facts = self_.at().facts(), .at = stage::action, .action = action});
          !allowed)
        return reply(allowed.error());
      self_.type().serve(*self_.get(), self_.at(), request, reply);
      if (reply.abandoned())
        throw std::logic_error{"a handler dropped its request"};
    } catch (const model::error& why) {
      reply(why);
    } catch (const std::exception& thrown) {
      if (const auto coded = self_.translated(thrown))
        reply(*coded);
      else
        reply.fail();
    } catch (...) {
      reply.fail();
    }
  }

  void disconnect(std::uint16_t code) noexcept override { self_.disconnect(code); }

private:
  instance<C> self_;
};

} // namespace vestnik::consumers
