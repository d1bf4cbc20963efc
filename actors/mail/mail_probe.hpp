#pragma once

#include "actors/mail/imap_line.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/runtime/answer_promise.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace vestnik::actors {

/// Proves one account's settings for a USER: signs in, opens the inbox, signs out, answers with
/// the server's words, and ends. Resident on an io thread.
struct mail_probe_state : mail::imap_client_handler {
  static inline const char* name = "mail_probe";
  using self_pointer = mail_probe_actor::stateful_pointer<mail_probe_state>;

  explicit mail_probe_state(self_pointer me)
      : self{me} {}

  caf::result<std::monostate> begin(const fetch_order& order);
  /// Answers the order and ends. @param outcome `ec::none` if the account works.
  void finish(const model::error& outcome);
  template <class Message>
  void hear(const Message& message) {
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
  mail::imap_limits limits;
  /// Empty before the order.
  std::unique_ptr<imap_line> line;
  typed_answer_promise<std::monostate> promise;
};

/// @param thread the io thread that this actor lives on.
/// @param limits how much the server may say.
mail_probe_actor::behavior_type
mail_probe(mail_probe_actor::stateful_pointer<mail_probe_state> self, net::io_executor* thread,
           mail::imap_limits limits);

} // namespace vestnik::actors
