#pragma once

#include "config/defaults.hpp"
#include "mail/imap/backlog.hpp"
#include "mail/imap/framer.hpp"
#include "model/mail.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace vestnik::mail {

/// What a session is for.
enum class imap_goal : std::uint8_t {
  /// Fetch everything after the resume point, then follow the folder.
  follow,
  /// Sign in, open the folder, sign out: is the account usable?
  verify,
};

/// What a session needs to know.
struct imap_client_settings {
  model::mail_server server;
  std::string password;
  /// In modified UTF-7.
  std::string folder = "INBOX";
  imap_goal goal = imap_goal::follow;
  /// Resume point: the last UID that is stored, and the UIDVALIDITY it belongs to. If the
  /// folder's UIDVALIDITY differs, everything is fetched anew.
  std::uint32_t uidvalidity = 0;
  std::uint32_t last_uid = 0;

  imap_limits limits;
  imap_batch_limits batch;
  /// While one is stored, the next is on its way.
  std::size_t batches_in_flight = 2;
  /// Every wait ends (docs/security.md O3).
  std::chrono::milliseconds greeting_timeout = std::chrono::seconds{30};
  std::chrono::milliseconds command_timeout = std::chrono::seconds{60};
  /// For the answers to IDLE and DONE (chatmail/core#5093).
  std::chrono::milliseconds idle_answer_timeout = std::chrono::seconds{15};
  std::chrono::milliseconds idle_renewal = config::defaults::mail::idle_renewal;
  std::chrono::milliseconds poll_interval = config::defaults::mail::poll_interval;
  /// The folder is listed this often although nothing was announced.
  std::chrono::milliseconds full_check = std::chrono::minutes{15};
};

} // namespace vestnik::mail
