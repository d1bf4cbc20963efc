#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/connection.hpp"
#include "consumers/core/consumer.hpp"
#include "consumers/core/failure.hpp"
#include "consumers/dispatch/consumer_class.hpp"

#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// An instance of the class `C` that answers requests.
template <class C>
class served final : public action_consumer {
public:
  served(action_place place, std::shared_ptr<const consumer_class<C>> type)
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

  void receive(const request& asked, const responder& reply) noexcept override {
    try {
      const auto action =
          asked.head.action ? std::string_view{*asked.head.action} : std::string_view{};
      if (const auto allowed = type_->permission.check(
              {.facts = at_.facts(), .at = stage::action, .action = action});
          !allowed)
        return reply(allowed.error());
      type_->serve(*self_, at_, asked, reply);
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
