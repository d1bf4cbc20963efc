#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/runtime/lease_guard.hpp"
#include "mail/imap/client.hpp"
#include "net/io/io_threads.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace vestnik::actors {

/// One connection of an actor to a mail server, with the IMAP session on it. The stream and the
/// timers send the actor `stream_…` messages, which it gives to `hear`; what the session has for
/// the server goes to the stream. Used on the actor's io thread. Hangs up when it is destroyed,
/// which must not happen during a call of the session's handler.
class imap_line final : mail::imap_transport {
public:
  /// Begins to connect to the server of the settings.
  /// @param attempt numbers the lines of one actor: messages about another line are ignored.
  /// @param lease nothing is sent without it; instead the handler is told that the session has
  /// failed. @param handler outlives the line.
  imap_line(net::io_executor& thread, fetcher_actor actor, std::uint64_t attempt,
            mail::imap_client_settings settings, std::shared_ptr<const lease_guard> lease,
            mail::imap_client_handler& handler);
  ~imap_line() override;
  imap_line(const imap_line&) = delete;
  imap_line& operator=(const imap_line&) = delete;

  void hear(const stream_opened& message);
  void hear(const stream_secured& message);
  void hear(const stream_bytes& message);
  void hear(const stream_closed& message);
  void hear(const stream_timer& message);

  /// Reads nothing until `resume`; meanwhile no time-out runs.
  void pause();
  void resume();

  /// As `mail::imap_client::held`.
  [[nodiscard]] std::uint64_t held() const noexcept { return client_.held(); }

  /// As `mail::imap_client::grant_batches`.
  void grant_batches(std::size_t count) { client_.grant_batches(count); }

private:
  void send(std::string_view bytes) override;
  void start_tls() override;
  void expect_bytes_within(std::chrono::milliseconds limit) override;
  void call_me_after(std::chrono::milliseconds delay, std::uint64_t generation) override;

  fetcher_actor actor_;
  std::uint64_t attempt_;
  std::shared_ptr<const lease_guard> lease_;
  mail::imap_client_handler& handler_;
  std::shared_ptr<net::byte_stream> stream_;
  enum class reading : std::uint8_t { on, paused } reading_ = reading::on;
  /// As the client asked last.
  std::chrono::milliseconds patience_{};
  std::chrono::milliseconds delay_{};
  std::uint64_t generation_ = 0;
  std::uint64_t resumptions_ = 0;
  mail::imap_client client_;
};

/// Why a node that has lost its lease says nothing to mail servers.
[[nodiscard]] model::error no_lease();

/// The behaviour of an actor with a line: its state gives the messages to it in `hear(message)`.
/// @param others handlers of all other messages.
template <class Self, class... Others>
typename Self::behavior_type line_behavior(Self* self, Others... others) {
  return {
      [self](const stream_opened& message) { self->state.hear(message); },
      [self](const stream_secured& message) { self->state.hear(message); },
      [self](const stream_bytes& message) { self->state.hear(message); },
      [self](const stream_closed& message) { self->state.hear(message); },
      [self](const stream_timer& message) { self->state.hear(message); },
      std::move(others)...,
  };
}

} // namespace vestnik::actors
