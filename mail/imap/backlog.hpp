#pragma once

#include "config/defaults.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace vestnik::mail {

/// How large a request for messages may be.
struct imap_batch_limits {
  std::size_t messages = config::defaults::mail::chunk_messages;
  /// By the server's RFC822.SIZE; a single larger message travels alone.
  std::uint64_t bytes = config::defaults::mail::chunk_bytes;
  /// Of messages above this only the beginning is asked for, so much of it or as much as this.
  std::uint64_t message = config::defaults::mail::max_message;
  std::uint64_t beginning = 256 * 1024;
  /// Messages known and not yet fetched, 8 bytes each; the rest is listed later.
  std::size_t known = 500'000;
  /// Requests for one message before it is given up.
  std::uint32_t tries = 3;
};

/// The messages of a folder that are still to be fetched, oldest first, and which
/// requests for them are under way. It knows no protocol and no time.
///
///   add… → seal → next → delivered… → finish → next …
///
/// A message that does not arrive is asked for again: together with the others of its
/// batch if the server was content, alone if not, so that one message that the server
/// or the parser cannot handle does not hold up the rest (Yahoo fails the whole FETCH:
/// MailKit#358, imap-backup#218). What a content server leaves out twice is most likely expunged,
/// or cannot be read by the server either: it is in doubt until `settle`.
class imap_backlog {
public:
  /// How much of its messages a request is for.
  enum class extent : std::uint8_t { whole, beginning };
  /// One request: UIDs in ascending order, at least one.
  struct request {
    std::uint64_t id = 0;
    std::vector<std::uint32_t> uids;
    extent of = extent::whole;
    /// Of its messages together, at most, by the server's sizes.
    std::uint64_t bytes = 0;
    std::uint32_t tries = 1;
    /// Messages of it that have come.
    std::size_t came = 0;
  };
  /// How a request ended.
  enum class outcome : std::uint8_t {
    /// OK, and everything was understood.
    complete,
    /// OK, but the server stopped at its limit (RFC 9738).
    cut_short,
    /// OK, but something was not understood.
    damaged,
    /// NO or BAD.
    refused,
  };

  explicit imap_backlog(imap_batch_limits limits);

  /// Forgets everything; messages up to `cursor` count as fetched.
  void restart(std::uint32_t cursor);

  /// A message of a listing; may be repeated in it. Ignored if its UID is up to the cursor.
  void add(std::uint32_t uid, std::uint64_t size);
  /// Whether `add` has left one out for lack of room: then this listing is of no use.
  [[nodiscard]] bool overflows() const noexcept { return overflow_; }
  /// Forgets what was added since `seal`.
  void discard();
  /// After the last `add` of a listing. @return false if it had none.
  bool seal();
  /// How many more messages it may know.
  [[nodiscard]] std::size_t room() const noexcept;
  /// Whether that is worth a further listing.
  [[nodiscard]] bool has_room() const noexcept { return room() > limits_.known / 2; }

  /// The next request; nothing if all is fetched or under way.
  [[nodiscard]] std::optional<request> next();

  /// Whether the message was awaited and had not come yet, and what was asked for of it. From now
  /// on it has come.
  [[nodiscard]] std::optional<extent> delivered(std::uint32_t uid);
  /// The message that was delivered is too large, though the server had not said so.
  void ask_for_beginning(std::uint32_t uid);

  /// A request ended. Returns the messages that are given up.
  [[nodiscard]] std::vector<std::uint32_t> finish(std::uint64_t id, outcome how);

  /// Messages that are in doubt, no more than a batch may have: is each still in the folder? In
  /// ascending order.
  [[nodiscard]] std::vector<std::uint32_t> in_doubt() const;
  [[nodiscard]] bool has_doubts() const noexcept { return !doubted_.empty(); }
  /// These, which `in_doubt` gave, are gone or given up.
  void settle(const std::vector<std::uint32_t>& uids);

  /// All messages up to this UID are delivered, gone or given up. @param first_unlisted the lowest
  /// UID that may be a message's that was not added.
  [[nodiscard]] std::uint32_t cursor(std::uint64_t first_unlisted) const noexcept;
  /// The highest UID that was added, or the cursor of `restart`.
  [[nodiscard]] std::uint32_t highest() const noexcept { return highest_; }
  /// Messages not yet delivered or given up.
  [[nodiscard]] std::size_t remaining() const noexcept;
  [[nodiscard]] const imap_batch_limits& limits() const noexcept { return limits_; }
  /// Whether `next` would yield a request.
  [[nodiscard]] bool has_next() const noexcept { return !again_.empty() || !plan_.empty(); }

private:
  struct known_message {
    std::uint32_t uid;
    /// Capped at 4 GiB - 1, far above every limit.
    std::uint32_t size;
  };

  imap_batch_limits limits_;
  std::deque<known_message> plan_;
  std::vector<known_message> listed_;
  std::deque<request> again_;
  /// Under way, by id; `uids` holds those that have not come.
  std::map<std::uint64_t, request> sent_;
  std::set<std::uint32_t> doubted_;
  std::uint64_t last_id_ = 0;
  std::uint32_t base_ = 0;
  std::uint32_t highest_ = 0;
  bool overflow_ = false;
};

} // namespace vestnik::mail
