#pragma once

#include "actors/protocol/actors.hpp"
#include "net/websocket/connection_handler.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::simulation {

/// The connection between a device and its session: frames on their way in both directions, which
/// arrive in order when the run lets them, and may be lost with it.
class line final : public net::outbox, public net::inbound_credit {
public:
  /// One that drops loses the third message to the client and says nothing: it must be found out.
  enum class quality : std::uint8_t { sound, drops };
  explicit line(quality is)
      : quality_{is} {}

  // -- the server's end
  net::push_result push(const net::frame_ptr& frame) override;
  void close(std::uint16_t code, std::string_view reason) override;
  void when_flushed(std::function<void()> call) override;
  [[nodiscard]] std::size_t pending_bytes() const noexcept override { return pending_; }
  [[nodiscard]] std::size_t pending_frames() const noexcept override { return to_client_.size(); }
  void grant(std::size_t messages) override { credit_ += messages; }

  // -- the client's end
  struct arrival {
    std::string frame;
    /// Set if the connection has ended; then there is no frame.
    std::uint16_t closed_with = 0;
  };

  void send(std::string frame) { to_server_.push_back(std::move(frame)); }
  /// Calls `hear` with all that arrives at the client; the end comes last.
  void listen(std::function<void(const arrival&)> hear) { hear_ = std::move(hear); }
  /// The client is gone; of the frames that it has sent, the first `arriving` still reach the
  /// server. It hears no end.
  void cut(std::size_t arriving);
  [[nodiscard]] std::size_t sent() const noexcept { return to_server_.size(); }
  /// The client gives the connection up, since it hears nothing; the server gets what was sent.
  void hang_up();

  // -- the network
  void attach(actors::session_actor session) { session_ = std::move(session); }
  [[nodiscard]] bool can_reach_client() const noexcept;
  /// The client hears the next frame, or that the server has closed the connection.
  void reach_client();
  /// The server may read a frame of the client, or learn that the connection is cut.
  [[nodiscard]] bool can_reach_server() const noexcept;
  void reach_server();
  /// Callbacks of a queue that is empty are due.
  [[nodiscard]] bool can_flush() const noexcept;
  void flush();
  /// The server's process is gone; the client hears so.
  void lose_server();
  [[nodiscard]] bool is_over() const noexcept { return end_ == end::over; }

private:
  /// `cut`: the client knows that the connection is gone, the server does not yet.
  enum class end : std::uint8_t { open, cut, over } end_ = end::open;

  quality quality_;
  std::size_t messages_ = 0;
  actors::session_actor session_;
  std::deque<std::string> to_client_;
  std::size_t pending_ = 0;
  std::deque<std::string> to_server_;
  std::size_t credit_ = 0;
  std::vector<std::function<void()>> on_flushed_;
  std::uint16_t closed_with_ = 0;
  std::function<void(const arrival&)> hear_;
};

} // namespace vestnik::simulation
