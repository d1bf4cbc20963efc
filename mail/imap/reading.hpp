#pragma once

#include "mail/imap/backlog.hpp"
#include "mail/imap/command.hpp"
#include "mail/imap/fetch.hpp"
#include "mail/imap/handler.hpp"
#include "mail/imap/listing.hpp"
#include "mail/imap/news.hpp"
#include "mail/imap/response.hpp"
#include "mail/imap/settings.hpp"
#include "model/error.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

namespace vestnik::mail {

/// Reads one open folder: says what is asked for next, and what the answers mean. It knows no
/// connection and no time.
///
///   open → next… → take… → listed or fetched → next…
///
/// The folder is listed in windows (`imap_listing`), then its messages are asked for in batches
/// (`imap_backlog`). A window is asked for by FETCH with sizes. Where that is refused, as some
/// servers do if it has no message, or cannot be read, SEARCH says what there is. If that does not
/// help either the window is halved, and at last its UIDs are asked for blindly.
///
/// Of messages that a content server leaves out twice SEARCH says whether they are there still,
/// with one question for a batch: then they are failed, else they are gone. What is not known is
/// failed.
class imap_reading {
public:
  struct question {
    imap_command command;
    enum class subject : std::uint8_t { listing, messages, doubts } about = subject::listing;
    /// Of messages: to be given to `fetched`.
    std::uint64_t batch = 0;
  };

  /// @param handler outlives this, and hears of messages, batches and progress. It may grant
  /// meanwhile.
  imap_reading(const imap_client_settings& settings, imap_client_handler& handler);

  /// The folder is open; up to `cursor` it has been read.
  void open(const imap_folder& folder, std::uint32_t cursor);
  /// One more listing, of what is behind all that is known.
  void look_again();
  /// As `imap_client::grant_batches`. What has been stored makes room for as many bytes.
  void grant(std::size_t batches);

  /// The next command to be sent; nothing if an answer, a grant or news must come first.
  [[nodiscard]] std::optional<question> next();
  /// Whether `next` would have one.
  [[nodiscard]] bool has_question() const;
  /// Whether there are questions without an answer.
  [[nodiscard]] bool is_waiting() const noexcept { return is_asked_ || sent_ > 0; }
  /// Whether messages are known that have not been asked for, or are in doubt.
  [[nodiscard]] bool has_messages() const noexcept {
    return backlog_.has_next() || backlog_.has_doubts();
  }
  [[nodiscard]] bool is_listed() const noexcept { return listing_.complete(); }

  // -- what the server says

  [[nodiscard]] imap_news& news() noexcept { return news_; }
  /// FETCH, SEARCH or ESEARCH.
  void take(imap_response&& response);
  /// A response could not be understood.
  void take_damage() noexcept { damaged_ = true; }
  /// The question for a window or for doubts is answered. @return why the session is over, if it
  /// is.
  [[nodiscard]] std::optional<model::error> listed(const imap_response& response);
  /// The question for a batch is answered. @return as `listed`.
  [[nodiscard]] std::optional<model::error> fetched(std::uint64_t batch,
                                                    const imap_response& response);

  /// Messages that were delivered or given up.
  [[nodiscard]] std::size_t done() const noexcept { return done_; }

private:
  /// How a window is asked for; `end`: none is, but where the folder ends, which the server has not
  /// said by UIDNEXT; `doubts`: none is, but which of `doubted_` there are.
  enum class way : std::uint8_t { end, sizes, search, doubts };

  void take_listed(const imap_fetch& fetch);
  void take_uid(std::uint32_t uid, std::uint64_t size);
  void take_present(const imap_response& search);
  void take_message(imap_fetch&& fetch);
  [[nodiscard]] question ask_for_window();
  [[nodiscard]] std::optional<question> ask_for_messages();
  [[nodiscard]] question ask_for_doubted();
  [[nodiscard]] bool may_ask_for_messages() const;
  [[nodiscard]] bool may_ask_for_doubted() const;
  void spend_credit(std::uint64_t bytes);
  [[nodiscard]] std::optional<model::error> window_unlisted(const imap_response& response);
  [[nodiscard]] std::optional<model::error> window_listed();
  void doubts_answered(const imap_response& response);

  std::size_t most_sent_;
  std::uint64_t batch_bytes_;
  imap_client_handler& handler_;
  imap_backlog backlog_;
  imap_listing listing_;
  imap_news news_;

  /// A listing is going on: windows come before messages.
  bool lists_ = false;
  /// A window has been asked for, or doubts.
  bool is_asked_ = false;
  way way_ = way::sizes;
  uid_range window_;
  /// The window was refused before SEARCH was tried.
  bool was_refused_ = false;
  /// SEARCH has said something.
  bool is_searched_ = false;
  /// Asked for by SEARCH, and those of them that it has found, in any order.
  std::vector<std::uint32_t> doubted_;
  std::set<std::uint32_t> present_;
  /// Something in the answers under way was not understood.
  bool damaged_ = false;

  std::size_t credit_ = 0;
  std::size_t sent_ = 0;
  std::size_t done_ = 0;
  /// Of batches that were asked for and have brought no grant yet, the oldest first.
  std::deque<std::uint64_t> unstored_;
  std::uint64_t unstored_bytes_ = 0;
};

} // namespace vestnik::mail
