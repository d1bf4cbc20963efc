#pragma once

#include "actors/mail/connect_pace.hpp"
#include "actors/mail/imap_line.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/runtime/attendance.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>

namespace vestnik::actors {

/// What a probe needs besides its order.
struct probe_settings {
  /// How much the server may say.
  mail::imap_limits limits{};
  /// Shared with the fetchers of the node.
  std::shared_ptr<connect_pace> pace = std::make_shared<connect_pace>();
  /// From the connection to the answer, whatever the server says meanwhile.
  std::chrono::milliseconds patience = std::chrono::seconds{60};
  /// Of this probe; may be empty.
  attendance::ticket present = {};
};

/// Proves one account's settings for a USER: waits for its turn at the host, signs in, opens the
/// inbox, signs out, answers with the server's words, and ends. Resident on an io thread.
struct mail_probe_state : mail::imap_client_handler {
  static inline const char* name = "mail_probe";
  using self_pointer = mail_probe_actor::stateful_pointer<mail_probe_state>;

  explicit mail_probe_state(self_pointer me)
      : self{me} {}

  caf::result<std::monostate> begin(const fetch_order& order);
  void connect();
  /// Its turn has come, or its time is up.
  void retry();
  /// Answers the order and ends. @param outcome `ec::none` if the account works.
  void finish(const model::error& outcome);
  template <class Message>
  void hear(const Message& message) {
    if (line)
      line->hear(message);
  }

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
  probe_settings settings;
  mail::imap_client_settings session;
  /// Empty before its turn.
  std::unique_ptr<imap_line> line;
  typed_answer_promise<std::monostate> promise;
};

/// @param thread the io thread that this actor lives on.
mail_probe_actor::behavior_type
mail_probe(mail_probe_actor::stateful_pointer<mail_probe_state> self, net::io_executor* thread,
           probe_settings settings);

} // namespace vestnik::actors
