#pragma once

#include "consumers/core/action_consumer.hpp"
#include "consumers/core/connection.hpp"
#include "consumers/core/failure.hpp"
#include "consumers/dispatch/consumer_class.hpp"
#include "consumers/ports/lifetime.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace vestnik::consumers {

/// The one object of the class `C` that serves a connection, or a stream of it, from its
/// `connect` to its `disconnect`. There is none before, after, and if it was refused: then
/// what it has begun goes nowhere. Nothing that the class throws leaves it. Used on the
/// connection's thread only.
template <class C>
class instance {
public:
  instance(action_place place, std::shared_ptr<const consumer_class<C>> type)
      : type_{std::move(type)}
      , lifetime_{std::move(place.connected)}
      , at_{place.facts, place.out, place.layer, lifetime_.observe(), std::move(place.stream)} {}

  /// Errors: the permission's or the class's own, returned or thrown; `internal`, logged, for
  /// what else its constructor or `connect` throws.
  [[nodiscard]] model::result<void> connect() noexcept {
    auto accepted = made();
    if (!accepted)
      release();
    return accepted;
  }

  void disconnect([[maybe_unused]] std::uint16_t code) noexcept {
    // What it holds, such as memberships, ends now.
    const auto leaving = release();
    if constexpr (requires { leaving->disconnect(code); }) {
      try {
        if (leaving)
          leaving->disconnect(code);
      } catch (...) {
        log_failure(class_name<C>(), "");
      }
    }
  }

  /// Null if there is none.
  [[nodiscard]] C* get() const noexcept { return self_.get(); }
  [[nodiscard]] connection& at() noexcept { return at_; }
  [[nodiscard]] const consumer_class<C>& type() const noexcept { return *type_; }

  /// The class's own code for what was thrown, if it has one.
  [[nodiscard]] std::optional<model::error> translated(const std::exception& thrown) noexcept {
    if constexpr (requires { self_->on_error(thrown); }) {
      try {
        if (self_)
          return self_->on_error(thrown);
      } catch (...) {
        log_failure(class_name<C>(), "");
      }
    }
    return std::nullopt;
  }

private:
  [[nodiscard]] model::result<void> made() noexcept {
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

  std::unique_ptr<C> release() noexcept {
    lifetime_.end();
    return std::move(self_);
  }

  std::shared_ptr<const consumer_class<C>> type_;
  lifetime lifetime_;
  connection at_;
  std::unique_ptr<C> self_;
};

} // namespace vestnik::consumers
