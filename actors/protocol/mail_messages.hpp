#pragma once

#include "model/error.hpp"
#include "model/mail.hpp"
#include "model/values/secret.hpp"
#include "storage/requests/mail_accounts.hpp"

#include <cstdint>
#include <string>
#include <vector>

// The messages of the actors of a mailbox; actors.hpp has their receivers.

namespace vestnik::actors {

/// The calls of the stream to the mail server (net/io/byte_stream.hpp). `attempt` numbers the
/// connections of one actor: what comes of an earlier one is ignored.
struct stream_opened {
  std::uint64_t attempt = 0;
};
struct stream_secured {
  std::uint64_t attempt = 0;
};
struct stream_bytes {
  std::uint64_t attempt = 0;
  std::string bytes;
};
struct stream_closed {
  std::uint64_t attempt = 0;
  model::error why;
};

/// A timer of the protocol machine has run out.
struct stream_timer {
  std::uint64_t attempt = 0;
  std::uint64_t generation = 0;
  /// How often the line had read on after a pause when it was set: it measures no time of a pause.
  std::uint64_t resumption = 0;
};

/// All a fetcher needs to sign in and go on where it stopped.
struct fetch_order {
  model::account_id account;
  model::mail_server server;
  model::secret password;
  storage::folder_cursor cursor;
};

/// A message as it came from the server, to be parsed.
struct raw_mail {
  model::fetched_mail facts;
  std::string raw;
};

/// What became of one `raw_mail`.
struct parsed_mail {
  model::fetched_mail mail;
  /// `ec::none` if the content could be parsed, else why it is quarantined.
  model::error problem;
};

/// One batch of a folder, in order of UID; answered once it is durable.
struct mail_batch {
  std::vector<model::fetched_mail> mails;
  std::vector<model::quarantined_mail> quarantined;
  /// Where the folder stands with this batch.
  storage::folder_advance advance;
  /// Its mails were there before the folder was read to its end for the first time.
  bool backfill = false;
};

/// The server has renumbered the folder: everything is read anew.
struct folder_renumbered {
  storage::folder_cursor cursor;
};

/// The state of a mailbox; its clients get it as `mailbox.state`.
struct fetch_state {
  enum class phase : std::uint8_t { connecting, backfill, live, waiting, refused };
  phase now = phase::connecting;
  std::string folder;
  std::uint64_t done = 0;
  std::uint64_t remaining = 0;
  /// The server's own words; empty if all is well.
  std::string error;
  /// When the next attempt starts, in `waiting`.
  model::timestamp retry_at{};
};

} // namespace vestnik::actors
