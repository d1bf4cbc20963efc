#pragma once

#include "actors/mail/connect_pace.hpp"
#include "actors/mail/imap_line.hpp"
#include "actors/mail/mail_memory.hpp"
#include "actors/mail/renumbering_pace.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/runtime/attendance.hpp"
#include "actors/runtime/back_off.hpp"
#include "actors/runtime/lease_guard.hpp"
#include "config/defaults.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace vestnik::actors {

/// What a fetcher needs besides its order.
struct fetcher_settings {
  mail::imap_limits limits{};
  mail::imap_batch_limits batch{};
  std::chrono::milliseconds idle_renewal = config::defaults::mail::idle_renewal;
  std::chrono::milliseconds poll_interval = config::defaults::mail::poll_interval;
  /// Nothing is said to the server without it.
  std::shared_ptr<const lease_guard> lease = std::make_shared<const lease_guard>();
  /// Shared by all fetchers of the node, as is the next.
  std::shared_ptr<connect_pace> pace = std::make_shared<connect_pace>();
  std::shared_ptr<mail_memory> memory =
      std::make_shared<mail_memory>(config::defaults::mail::in_flight.value);
  /// Of this fetcher; may be empty.
  attendance::ticket present = {};
};

/// Follows one IMAP account, resident on an io thread: has the messages of its `imap_line` parsed
/// by MIME_WORKERs, and hands batches to its MAILBOX in order; a durable one is the credit for the
/// next. Connects again after trouble; stops for good when the server refuses the sign-in.
///
///   waiting ──retry──▶ connecting ──signed in──▶ backfill ──all stored──▶ live
///      ▲                   │                        │                       │
///      └─────────────── connection lost ◀───────────┴───────────────────────┘
///   any ──server refuses the account──▶ refused
struct fetcher_state : mail::imap_client_handler {
  static inline const char* name = "fetcher";
  using self_pointer = fetcher_actor::stateful_pointer<fetcher_state>;

  /// Messages of one request, in the order of the server, while they are parsed and stored.
  struct batch {
    explicit batch(std::shared_ptr<mail_share> share)
        : memory{std::move(share)} {}
    ~batch() { memory->give_back(bytes); }
    batch(const batch&) = delete;
    batch& operator=(const batch&) = delete;

    std::shared_ptr<mail_share> memory;
    /// Of the messages as they came.
    std::uint64_t bytes = 0;
    std::vector<std::optional<parsed_mail>> slots;
    std::size_t missing = 0;
    /// Empty until the server has sent all of the batch.
    std::optional<std::uint32_t> last_uid;
  };

  explicit fetcher_state(self_pointer me);

  /// Waits for its turn at the host first.
  void connect();
  void disconnect(const model::error& why);
  /// The batch that the server is sending.
  batch& current_batch();
  /// Reads on or not, as the memory of the node allows.
  void mind_memory();
  void try_again_in(std::chrono::milliseconds pause);
  /// The time of the next attempt, or of the next look at the memory.
  void retry();
  /// All is fetched and stored.
  void go_live();
  /// For the line; disconnects when the session is over.
  template <class Message>
  void hear(const Message& message);
  void report(fetch_state::phase now, std::string error = {}, model::timestamp retry_at = {});
  void parse(raw_mail mail);
  void on_parsed(const std::shared_ptr<batch>& into, std::size_t slot, const parsed_mail& mail);
  void hand_over();
  void on_stored(std::size_t batches);
  /// The mailbox makes another fetcher.
  void give_up(const caf::error& why);

  // -- mail::imap_client_handler
  void on_signed_in(const mail::imap_capabilities& capabilities) override;
  void on_folder(const mail::imap_folder& folder) override;
  void on_progress(std::size_t done, std::size_t remaining) override;
  void on_message(mail::imap_message&& message) override;
  void on_message_failed(std::uint32_t uid, const model::error& why) override;
  void on_batch_end(std::uint32_t cursor) override;
  void on_idle() override;
  void on_verified() override;
  void on_failed(const model::error& error) override;

  self_pointer self;
  net::io_executor* thread = nullptr;
  mailbox_actor owner;
  std::vector<mime_worker_actor> parsers;
  fetch_order order;
  fetcher_settings settings;
  back_off pauses;

  enum class turn : std::uint8_t { none, taken } at_host = turn::none;
  /// Numbers the lines.
  std::uint64_t attempt = 0;
  /// Empty while it waits for the next attempt.
  std::unique_ptr<imap_line> line;
  /// Set when the session is over: the line ends after its call has returned.
  std::optional<model::error> ending;
  /// When the next attempt is made; earlier calls are about something else.
  connect_pace::clock::time_point next_attempt{};
  /// Since when nothing is read; empty if it is.
  std::optional<connect_pace::clock::time_point> not_reading;
  std::shared_ptr<mail_share> memory;
  /// The oldest first; the last one is being filled.
  std::deque<std::shared_ptr<batch>> batches;
  /// Batches that the mailbox has not yet answered.
  std::size_t unanswered = 0;
  /// The last UID that the mailbox has stored.
  std::uint32_t stored = 0;
  std::size_t next_parser = 0;
  fetch_state progress;
  bool caught_up = false;
  /// This connection has once been caught up: its progress is told no longer.
  bool live = false;
  /// Some connection has once been caught up: what comes from then on is news.
  bool read_through = false;
  connect_pace::clock::time_point live_since{};
  /// Connections in a row that ended soon after they were live.
  unsigned short_lives = 0;
  renumbering_pace renumberings;
};

/// @param thread the io thread that this actor lives on. @param parsers not empty.
fetcher_actor::behavior_type fetcher(fetcher_actor::stateful_pointer<fetcher_state> self,
                                     net::io_executor* thread, mailbox_actor owner,
                                     std::vector<mime_worker_actor> parsers, fetch_order order,
                                     fetcher_settings settings);

} // namespace vestnik::actors
