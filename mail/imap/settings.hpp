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

/// How a session hears of new messages.
enum class imap_news_by : std::uint8_t {
  /// By IDLE, if the server has it.
  idle,
  /// By asking: this server's IDLE has broken the connection.
  polling,
};

/// What a session needs to know.
struct imap_client_settings {
  model::mail_server server;
  std::string password;
  /// In modified UTF-7.
  std::string folder = "INBOX";
  imap_goal goal = imap_goal::follow;
  imap_news_by news_by = imap_news_by::idle;
  /// Resume point: the last UID that is stored, and the UIDVALIDITY it belongs to. If the
  /// folder's UIDVALIDITY differs, everything is fetched anew.
  std::uint32_t uidvalidity = 0;
  std::uint32_t last_uid = 0;

  imap_limits limits;
  imap_batch_limits batch;
  /// While one is stored, the next ones are on their way: as many as have the bytes of two that are
  /// as large as may be, so that a server that is far away is asked in time.
  std::size_t batches_in_flight = 8;
  /// Every wait ends (docs/security.md O3).
  std::chrono::milliseconds greeting_timeout = std::chrono::seconds{30};
  std::chrono::milliseconds command_timeout = std::chrono::seconds{60};
  /// For a window of the listing, which may have thousands of lines.
  std::chrono::milliseconds listing_timeout = std::chrono::minutes{10};
  /// While messages are fetched so many bytes must come in each such time, or the connection ends:
  /// 4 KiB a second, less than a telephone line. A literal could trickle for ever otherwise.
  std::chrono::milliseconds transfer_time = std::chrono::minutes{1};
  std::uint64_t transfer_least = 240 * 1024;
  /// Before the folder is listed again after a listing that brought nothing.
  std::chrono::milliseconds news_pause = std::chrono::seconds{5};
  /// For the answers to IDLE and DONE (chatmail/core#5093).
  std::chrono::milliseconds idle_answer_timeout = std::chrono::seconds{15};
  std::chrono::milliseconds idle_renewal = config::defaults::mail::idle_renewal;
  std::chrono::milliseconds poll_interval = config::defaults::mail::poll_interval;
  /// The folder is listed this often although nothing was announced.
  std::chrono::milliseconds full_check = std::chrono::minutes{15};
};

} // namespace vestnik::mail
