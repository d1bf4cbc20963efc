#pragma once

#include "mail/imap/command.hpp"
#include "mail/imap/handler.hpp"
#include "mail/imap/parser.hpp"
#include "mail/imap/pipeline.hpp"
#include "mail/imap/reading.hpp"
#include "mail/imap/settings.hpp"
#include "mail/imap/transport.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vestnik::mail {

/// One IMAP session (RFC 3501, RFC 9051) that reads one folder: fed with bytes and timers,
/// it tells its transport what to send and its handler what has arrived. It owns no socket, thread
/// or clock; everything happens inside its `on_…` functions. One session per object.
///
///   connecting ─on_connected─▶ greeting ─PREAUTH───────────────────────┐
///                                 │OK                                  │
///                ┌─ starttls ◀────┼───▶ capability ─▶ signing_in ─▶ signed_in ─▶ opening
///   on_secured ──┴▶ capability                                                    │EXAMINE OK
///                                                   verify: closing ◀─────────────┤
///                                                                                 ▼
///          ┌───── EXISTS or the full check ──────────────────────────────────▶ listing
///          │                                                                      ▼
///   leaving_idle ◀─ idle ◀─ entering_idle ◀─────────── all fetched ─────────── fetching
///          │                     ▲                        │  ▲                    │ no credit
///          └── only a renewal ───┘             no IDLE:   ▼  │ grant, news        ▼
///                                                      resting ◀─timer─▶ polling (NOOP)
///
///   Any state ─ BYE, refusal, nonsense, on_closed ─▶ ended (`on_failed` once). So does a
///   UIDVALIDITY that changes while the folder is open: the next session starts over.
///
/// What is asked for in `listing` and `fetching` is `imap_reading`'s to say. Memory is bounded: at
/// most `batches_in_flight` requests, of two times `batch.bytes` together, are answered before the
/// owner grants more, and messages are handed over one by one.
class imap_client {
public:
  /// `transport` and `handler` outlive the client.
  imap_client(imap_client_settings settings, imap_transport& transport,
              imap_client_handler& handler);

  /// The connection stands, with TLS if `settings.server.security` says `tls`.
  void on_connected();
  /// TLS stands, after `imap_transport::start_tls`.
  void on_secured();
  void on_bytes(std::string_view bytes);
  /// The time of `call_me_after` has come; timers that were replaced are ignored.
  void on_timer(std::uint64_t generation);
  /// The connection ended without our doing; `why` is passed on.
  void on_closed(const model::error& why);

  /// Allows `count` more requests for messages; each ends with one `on_batch_end`.
  /// Nothing is fetched before the first grant. May be called from the handler.
  void grant_batches(std::size_t count);

  /// Bytes of a message that has not come in whole.
  [[nodiscard]] std::uint64_t held() const noexcept { return parser_.held(); }

  /// As drawn above.
  enum class state : std::uint8_t {
    // clang-format off
    connecting, greeting, starttls, securing, capability, signing_in, signed_in, opening,
    listing, fetching, resting, polling, entering_idle, idle, leaving_idle, closing, ended,
    // clang-format on
  };
  [[nodiscard]] state current() const noexcept { return state_; }

private:
  using task = imap_pipeline::task;

  void on_item(imap_item&& item);
  void on_response(imap_response&& response);
  void on_greeting(const imap_response& response);
  void on_continuation();
  void on_status(const imap_response& response);
  void on_uidvalidity(std::uint32_t value);
  void on_data(imap_response&& response);
  void on_done(const imap_response& response);
  void on_step_done(const imap_response& response);
  void on_signed_in(const imap_response& response);
  void on_opened(const imap_response& response);
  /// A question of `reading_` is answered.
  void on_answer(const std::optional<model::error>& end);
  void on_idle_done(const imap_response& response);

  void sign_in();
  void open_folder();
  /// Asks what there is to ask, or rests.
  void read_on();
  /// Reads on if something is known to be there, or is to be looked for.
  void look();
  void rest();
  void leave_idle();
  void leave_idle_for_news();
  void begin(state next, const imap_command& command);
  void send(const imap_command& command, task purpose, std::uint64_t batch = 0);
  /// For the answer: silence as well as chatter that never comes to an end.
  void wait_at_most(std::chrono::milliseconds limit);
  void start_timer(std::chrono::milliseconds delay);
  void fail(model::error error);

  imap_client_settings settings_;
  imap_transport& transport_;
  imap_client_handler& handler_;
  imap_parser parser_;
  imap_reading reading_;
  state state_ = state::connecting;
  imap_capabilities capabilities_;
  imap_pipeline pipeline_;
  imap_folder folder_;
  std::uint64_t timer_ = 0;
  /// Time since the last listing, as far as waited.
  std::chrono::milliseconds quiet_{};
  /// Since the last look at how fast the server sends.
  std::uint64_t bytes_come_ = 0;
  std::size_t done_before_ = 0;
  bool idle_refused_ = false;
  /// Inside `on_bytes` or a grant: further grants take effect when it goes on.
  bool busy_ = false;
};

} // namespace vestnik::mail
