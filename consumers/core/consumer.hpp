#pragma once

#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/client.hpp"
#include "consumers/ports/lifetime.hpp"
#include "consumers/ports/scope.hpp"
#include "model/error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// Serves one connection at one mount. An instance lives as long as its connection
/// and is used on the connection's thread only:
/// `connect` once, `receive` any number of times, `disconnect` once. It must not be
/// destroyed from within one of these; `client::close` does not do that.
///
/// Nothing that a handler throws leaves these three: a `model::error` is told to the
/// client in the bare reply form of docs/wire/frames.md; anything else is logged and told as
/// `internal`; the connection lives on.
class consumer {
public:
  /// `out` and `layer` must outlive `disconnect`.
  consumer(scope facts, client& out, channel_layer& layer);
  consumer(const consumer&) = delete;
  consumer& operator=(const consumer&) = delete;
  virtual ~consumer() = default;

  /// The upgrade was answered; messages may be sent.
  void connect() noexcept;

  /// One complete message. The bytes are valid during the call only.
  void receive(frame_kind kind, std::string_view payload) noexcept;

  /// One message that is not to be served, as it came too soon: tells so in the form of the mount.
  void refuse(std::string_view payload, const model::error& why) noexcept;

  /// The connection has ended; whatever is answered later goes nowhere.
  /// @param code as in `CloseEvent.code`: the peer's, ours, or 1006 if it broke.
  void disconnect(std::uint16_t code) noexcept;

protected:
  [[nodiscard]] const scope& facts() const noexcept { return facts_; }
  [[nodiscard]] client& out() const noexcept { return out_; }
  [[nodiscard]] channel_layer& layer() const noexcept { return layer_; }

  /// For continuations: whether this consumer is still connected.
  [[nodiscard]] lifetime::watch connected() const { return lifetime_.observe(); }

private:
  virtual void on_connect() {}
  virtual void on_receive(frame_kind kind, std::string_view payload) = 0;
  /// Bare, as mounts with a path of their own answer.
  virtual void on_refuse(std::string_view payload, const model::error& why);
  virtual void on_disconnect(std::uint16_t) {}

  template <class Body>
  void contain(Body body) noexcept;

  scope facts_;
  client& out_;
  channel_layer& layer_;
  lifetime lifetime_;
};

/// Makes the consumer of a new connection.
using consumer_factory = std::function<std::unique_ptr<consumer>(scope, client&, channel_layer&)>;

/// The factory of `Consumer`, whose further constructor arguments are `options`.
template <class Consumer, class... Options>
[[nodiscard]] consumer_factory factory_of(Options... options) {
  return [options...](scope facts, client& out, channel_layer& layer) {
    return std::make_unique<Consumer>(std::move(facts), out, layer, options...);
  };
}

} // namespace vestnik::consumers
