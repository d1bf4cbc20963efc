#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/connection.hpp"
#include "consumers/core/failure.hpp"
#include "consumers/dispatch/consumer_class.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// An instance of the class `C` that answers requests.
template <class C>
class request_consumer final : public action_consumer {
public:
  request_consumer(action_place place, std::shared_ptr<const consumer_class<C>> type)
      : type_{std::move(type)}
      , at_{place.facts, place.out, place.layer, std::move(place.connected),
            std::move(place.stream)} {}

  [[nodiscard]] model::result<void> connect() noexcept override {
    try {
      if (auto allowed = type_->permission.check({.facts = at_.facts()}); !allowed)
        return allowed;
      self_ = make_instance<C>(at_, type_->shared());
      return connect_instance(*self_);
    } catch (const model::error& why) {
      return why;
    } catch (const std::exception& thrown) {
      if (const auto coded = translated(thrown))
        return *coded;
      log_failure(class_name<C>(), "");
    } catch (...) {
      log_failure(class_name<C>(), "");
    }
    return internal_error();
  }

  void receive(const request& request, const responder& reply) noexcept override {
    try {
      const auto action =
          request.head.action ? std::string_view{*request.head.action} : std::string_view{};
      if (const auto allowed = type_->permission.check(
              {.facts = at_.facts(), .at = stage::action, .action = action});
          !allowed)
        return reply(allowed.error());
      type_->serve(*self_, at_, request, reply);
      if (reply.abandoned())
        throw std::logic_error{"a handler dropped its request"};
    } catch (const model::error& why) {
      reply(why);
    } catch (const std::exception& thrown) {
      if (const auto coded = translated(thrown))
        reply(*coded);
      else
        reply.fail();
    } catch (...) {
      reply.fail();
    }
  }

  void disconnect([[maybe_unused]] std::uint16_t code) noexcept override {
    // What the instance holds, such as memberships, ends now.
    const auto leaving = std::move(self_);
    if constexpr (requires { leaving->disconnect(code); }) {
      try {
        if (leaving)
          leaving->disconnect(code);
      } catch (...) {
        log_failure(class_name<C>(), "");
      }
    }
  }

private:
  /// The class's own code for what was thrown.
  [[nodiscard]] std::optional<model::error> translated(const std::exception& thrown) const {
    if constexpr (requires { self_->on_error(thrown); })
      if (self_)
        return self_->on_error(thrown);
    return std::nullopt;
  }

  std::shared_ptr<const consumer_class<C>> type_;
  connection at_;
  std::unique_ptr<C> self_;
};

} // namespace vestnik::consumers
