#pragma once

#include "mail/imap/response.hpp"
#include "model/error.hpp"
#include "model/values/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::mail {

/// A message as the server sent it.
struct imap_message {
  std::uint32_t uid = 0;
  /// INTERNALDATE in UTC; the epoch if the server gave none.
  model::timestamp internal_date{};
  /// As sent: `\Seen`.
  std::vector<std::string> flags;
  /// In bytes: of `raw`, or by the server's word of the message whose beginning `raw` is.
  std::uint64_t size = 0;
  /// The message, undecoded; of one that is too large the beginning.
  std::string raw;
};

/// The folder as the server described it when it was opened.
struct imap_folder {
  std::uint32_t uidvalidity = 0;
  /// Zero if the server does not say.
  std::uint32_t uidnext = 0;
  std::uint32_t exists = 0;
};

/// What an `imap_client` has learnt. All calls come from inside the client's functions, on its
/// owner's thread; the handler may call `grant_batches`, and must not destroy the client during a
/// call.
class imap_client_handler {
public:
  virtual ~imap_client_handler() = default;

  /// Signed in; these are the capabilities from here on.
  virtual void on_signed_in(const imap_capabilities& capabilities) = 0;
  /// The folder is open. If `uidvalidity` is not the one of the settings, what was stored
  /// under the old one is void, and everything is fetched anew.
  virtual void on_folder(const imap_folder& folder) = 0;
  /// Messages delivered or given up since the session began, and those left to fetch.
  virtual void on_progress(std::size_t done, std::size_t remaining) = 0;
  /// A message, oldest first but for those that had to be asked for again.
  virtual void on_message(imap_message&& message) = 0;
  /// A message that is given up: `ec::mail_protocol` after three tries, or `ec::too_large` if the
  /// server cannot send its beginning alone. The rest flows on.
  virtual void on_message_failed(std::uint32_t uid, const model::error& why) = 0;
  /// A granted request has ended. All messages up to `cursor` have been delivered or
  /// given up: the resume point once they are stored.
  virtual void on_batch_end(std::uint32_t cursor) = 0;
  /// Everything is fetched; from here on new messages are told as they arrive. Called
  /// again after each catching up.
  virtual void on_idle() = 0;
  /// The account works (`imap_goal::verify`); the session is over.
  virtual void on_verified() = 0;
  /// The session is over: close the connection. `ec::mail_refused`: the server does not
  /// accept the account, in its own words; do not retry unchanged. `ec::invalid`: user
  /// name or password cannot be sent. `ec::mail_protocol`: this is no IMAP server, or it
  /// cannot be understood. `ec::mail_unreachable` and what the stream reports: retry,
  /// not before `retry_after`.
  virtual void on_failed(const model::error& error) = 0;
};

} // namespace vestnik::mail
