#include "actors/settings.hpp"

#include <chrono>
#include <utility>

namespace vestnik::actors {

namespace {

std::chrono::seconds in_seconds(config::duration time) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}

} // namespace

accounts_settings accounts_settings_of(const config::accounts_settings& from) {
  return {.session_lifetime = in_seconds(from.session_lifetime),
          .ticket_lifetime = from.ticket_lifetime,
          .hash_queue = from.hash_queue,
          .sign_in_attempts = from.sign_in_attempts,
          .sign_in_window = in_seconds(from.sign_in_window)};
}

storage::password_cost password_cost_of(const config::accounts_settings& from) {
  return {.passes = from.argon2_passes, .memory = from.argon2_memory};
}

session_limits session_limits_of(const config::limits_settings& from) {
  return {.messages = {.per_second = static_cast<double>(from.messages_per_second),
                       .burst = static_cast<double>(from.message_burst)},
          .rooms = from.rooms_per_connection};
}

chat_limits chat_limits_of(const config::limits_settings& from) {
  return {.text = from.message_text};
}

user_settings user_settings_of(const config::settings& from) {
  return {.sockets = from.limits.sockets_per_user, .mailboxes = from.mail.accounts_per_user};
}

tail_limits tail_limits_of(const config::actors_settings& from) {
  return {.events = from.room_tail_events, .bytes = from.room_tail_bytes};
}

mailbox_settings mailbox_settings_of(const config::mail_settings& from) {
  return {.snippet = from.snippet};
}

mail::mime_limits mime_limits_of(const config::mail_settings& from) {
  return {.message = from.max_message};
}

mail::imap_limits imap_limits_of(const config::mail_settings& from) {
  return {.literal = from.max_message};
}

probe_settings probe_settings_of(const config::mail_settings& from,
                                 std::shared_ptr<connect_pace> pace) {
  return {.limits = imap_limits_of(from), .pace = std::move(pace)};
}

fetcher_settings fetcher_settings_of(const config::mail_settings& from,
                                     std::shared_ptr<const lease_guard> lease,
                                     std::shared_ptr<connect_pace> pace,
                                     std::shared_ptr<mail_memory> memory) {
  return {.limits = imap_limits_of(from),
          .batch = {.messages = from.chunk_messages,
                    .bytes = from.chunk_bytes,
                    .message = from.max_message},
          .idle_renewal = from.idle_renewal,
          .poll_interval = from.poll_interval,
          .lease = std::move(lease),
          .pace = std::move(pace),
          .memory = std::move(memory)};
}

} // namespace vestnik::actors
