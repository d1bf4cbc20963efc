#pragma once

#include "net/io/byte_stream.hpp"
#include "tests/simulation/mail/mail_session.hpp"
#include "tests/simulation/surroundings.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::simulation {

/// The connection of a fetcher to its mail server: bytes on their way in both directions, which
/// arrive in order and in pieces of any size when the run lets them.
class mail_stream final : public net::byte_stream,
                          public std::enable_shared_from_this<mail_stream> {
public:
  using moves = std::vector<std::function<void()>>;

  /// @param session of the server; none: the connection fails. @param around outlives the stream.
  mail_stream(std::shared_ptr<net::byte_stream_handler> handler,
              std::unique_ptr<mail_session> session, surroundings& around);

  // -- the product's end
  void send(std::string_view bytes) override;
  /// Never: nobody asks for it.
  void start_tls() override {}
  void pause() override { reads_ = reading::paused; }
  void resume() override { reads_ = reading::on; }
  void expect_bytes_within(std::chrono::milliseconds limit) override;
  void close() override;

  // -- the network
  /// Adds what may happen next; nothing is called after another of them.
  void gather(moves& to);
  /// What the client has said arrives.
  void deliver();
  /// The connection breaks; both ends will learn it.
  void break_off();
  /// The product's process is gone.
  void lose_client();
  [[nodiscard]] bool is_over() const noexcept { return !handler_ && !session_; }
  /// None if the server knows that the connection has ended.
  [[nodiscard]] mail_session* session() noexcept { return session_.get(); }

private:
  void reach_client();
  void reach_server();
  void tell_end(model::ec code, std::string why);
  void end_session();

  std::shared_ptr<net::byte_stream_handler> handler_;
  std::unique_ptr<mail_session> session_;
  surroundings& around_;
  enum class line : std::uint8_t { dialled, up, broken } line_ = line::dialled;
  enum class reading : std::uint8_t { on, paused } reads_ = reading::on;
  std::string to_server_;
  std::chrono::milliseconds patience_{};
  /// Numbers the times that silence is measured anew.
  std::uint64_t waits_ = 0;
};

} // namespace vestnik::simulation
