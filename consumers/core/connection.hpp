#pragma once

#include "consumers/core/failure.hpp"
#include "consumers/core/responder.hpp"
#include "consumers/ports/channel_layer.hpp"
#include "consumers/ports/client.hpp"
#include "consumers/ports/lifetime.hpp"
#include "consumers/ports/scope.hpp"
#include "consumers/wire/envelope.hpp"
#include "model/command.hpp"
#include "model/values/fields.hpp"
#include "model/values/json.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::consumers {

/// What one consumer instance sees of its connection: a path of its own, or one stream
/// of a multiplexer. A consumer class takes it by reference in its constructor; it
/// outlives the instance. Used on the connection's thread only.
class connection {
public:
  /// All must outlive it. An empty `stream` means a path of its own.
  connection(const scope& facts, client& out, channel_layer& layer, lifetime::watch connected,
             std::string stream)
      : facts_{facts}
      , out_{out}
      , layer_{layer}
      , connected_{std::move(connected)}
      , stream_{std::move(stream)} {}

  [[nodiscard]] const scope& facts() const noexcept { return facts_; }
  [[nodiscard]] channel_layer& layer() const noexcept { return layer_; }

  /// For continuations: whether the connection still stands.
  [[nodiscard]] lifetime::watch connected() const { return connected_; }

  /// Name of the stream; empty on a path of its own.
  [[nodiscard]] std::string_view stream() const noexcept { return stream_; }

  /// What the path's capture `name` took; empty if it has no such capture.
  [[nodiscard]] std::string_view capture(std::string_view name) const;

  /// Sends a payload that answers no request, within the stream's envelope if there is
  /// one.
  void send(const model::json_text& payload) const;

  /// Sends a message as it is. For consumers with a path of their own.
  void send_as_is(frame_kind kind, std::string_view payload) const;

  /// Errors, thrown: `unavailable` where the channel layer has no groups.
  [[nodiscard]] group_layer& groups() const;

  /// What a decorator keeps for this connection under its own key, which it holds:
  /// made from `first` when it is asked for first.
  template <class T>
  [[nodiscard]] T& state(const std::shared_ptr<char>& key, T first) {
    auto& kept = kept_[key];
    if (!kept)
      kept = std::make_shared<T>(std::move(first));
    return *static_cast<T*>(kept.get());
  }

  /// Refuses what has no request id: the bare reply form, on a path of its own.
  void refuse(const model::error& why) const;

  /// See `client`.
  [[nodiscard]] std::size_t largest_reply() const noexcept { return out_.largest_reply(); }

  /// See `client::when_flushed`.
  void when_flushed(std::function<void()> call) const { out_.when_flushed(std::move(call)); }

  /// Ends the connection, all its streams included, with the error's close code.
  void close(const model::error& why) const;

  /// Ends the connection because all was said (1000).
  void finish() const;

  /// A continuation: nothing happens after the end of the connection, and what `body`
  /// throws ends the connection, by its own code if it is a `model::error`.
  template <class Body>
  [[nodiscard]] auto guarded(Body body) const {
    return [this, connected = connected_, body = std::move(body)](const auto&... outcome) {
      if (!connected)
        return;
      try {
        body(outcome...);
      } catch (const model::error& why) {
        close(why);
      } catch (...) {
        log_failure(facts_.path, "");
        close(internal_error());
      }
    };
  }

  /// A continuation of one request: nothing happens after the end of the instance, and what `body`
  /// throws is the reply, by its own code if it is a `model::error`.
  template <class Body>
  [[nodiscard]] auto guarded(const responder& reply, Body body) const {
    return [reply, connected = connected_, body = std::move(body)](auto outcome) {
      if (!connected)
        return;
      try {
        body(std::move(outcome));
      } catch (const model::error& why) {
        reply(why);
      } catch (...) {
        reply.fail();
      }
    };
  }

  /// Asks the owner of `target` in the caller's name and lets it answer `reply`, or
  /// refuses what is wrong with the arguments. Writes read their `op` here; call it when
  /// all else was read.
  void ask(model::fields& arguments, const responder& reply, model::room_name target,
           model::command_body body) const;

private:
  const scope& facts_;
  client& out_;
  channel_layer& layer_;
  lifetime::watch connected_;
  std::string stream_;
  std::map<std::shared_ptr<char>, std::shared_ptr<void>> kept_;
};

} // namespace vestnik::consumers
