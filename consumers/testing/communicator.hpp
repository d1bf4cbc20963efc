#pragma once

#include "consumers/core/consumer.hpp"
#include "consumers/routing/route_table.hpp"
#include "model/error.hpp"
#include "model/identity.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::consumers {

/// Drives one consumer in process, as its connection would: for tests of consumers,
/// without sockets and without waiting.
/// ```
/// const auto routes = route_table::make({mount<echo>("/echo")}).value();
/// communicator aut{routes, "/echo", {}, layer};
/// aut.connect();
/// aut.send("hello");
/// CHECK(aut.receive() == "hello");
/// ```
class communicator {
public:
  /// What the consumer sent, in order.
  struct message {
    frame_kind kind = frame_kind::text;
    std::string payload;

    friend bool operator==(const message&, const message&) = default;
  };

  /// How the consumer ended the connection.
  struct closure {
    std::uint16_t code = 0;
    std::string reason;

    friend bool operator==(const closure&, const closure&) = default;
  };

  /// @param layer must outlive the communicator.
  communicator(const consumer_factory& make, scope facts, channel_layer& layer);

  /// Follows the routes as an upgrade of `identity` at `path` would; see `refused`.
  communicator(const route_table& routes, std::string path, model::identity identity,
               channel_layer& layer);

  /// Why the upgrade was refused, as its HTTP answer would say: nothing else may be
  /// called then.
  [[nodiscard]] const std::optional<model::error>& refused() const noexcept { return refused_; }

  void connect() { served_->connect(); }
  void send(std::string_view text) { served_->receive(frame_kind::text, text); }
  void send_binary(std::string_view bytes) { served_->receive(frame_kind::binary, bytes); }
  void disconnect(std::uint16_t code = 1000) { served_->disconnect(code); }

  /// Takes the oldest message that was not taken yet; empty if there is none.
  [[nodiscard]] std::optional<message> receive_message();

  /// As `receive_message`, for a text message; empty also if it is binary.
  [[nodiscard]] std::optional<std::string> receive();

  /// All that was sent has gone out: calls back who waits for that, if anybody does. Who
  /// asks again while this lasts waits for the next time.
  void drain();

  [[nodiscard]] const std::optional<closure>& closed() const noexcept { return sent_.closed; }

private:
  struct recorder final : client {
    void send(std::string_view text) override;
    void send_binary(std::string_view bytes) override;
    void close(std::uint16_t code, std::string_view reason) override;
    void when_flushed(std::function<void()> call) override {
      on_drained.push_back(std::move(call));
    }

    std::deque<message> messages;
    std::optional<closure> closed;
    std::vector<std::function<void()>> on_drained;
  };

  recorder sent_;
  std::optional<model::error> refused_;
  std::unique_ptr<consumer> served_;
};

} // namespace vestnik::consumers
