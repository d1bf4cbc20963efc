#pragma once

#include "consumers/core/connection.hpp"
#include "model/command.hpp"
#include "model/error.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

namespace vestnik::endpoints {

/// `/email/download/{account}/` as pages of the original systems use it (docs/wire/legacy.md):
/// the ids of all mails, then each mail with the progress, then the end.
/// What arrives meanwhile comes, too, and while the mailbox is still read from its server
/// the connection waits for more. One mail is read at a time, and only as fast as the
/// client takes them.
class mail_download {
public:
  explicit mail_download(consumers::connection& at);

  void connect();
  void receive(consumers::frame_kind kind, std::string_view payload);

private:
  /// What is going on; only while `idle`, something new begins.
  enum class doing : std::uint8_t { joining, listing, idle, reading, draining, over };
  /// Whether the mailbox is still read from its server, as far as we were told.
  enum class server : std::uint8_t { settled, fetching };
  /// Whether something came up since the newest pass over the mailbox began.
  enum class pass : std::uint8_t { found_nothing, found_some };

  /// Why a mail is read: it counts as progress, or the client wants it once more.
  enum class turn : std::uint8_t { first, again };

  void list(std::string before);
  void take_page(const model::json_text& page);
  void announce();
  void hear(std::string_view frame);
  void note_state(const boost::json::object& state);
  /// A mail that is to be sent, unless it is known.
  void learn(std::string_view id);

  void go_on();
  void read_next();
  void take_mail(const model::result<model::json_text>& answer, turn whose);
  void send_mail(const boost::json::object& mail);
  void fail(const model::error& why);

  consumers::connection& at_;
  model::room_name mailbox_;
  doing now_ = doing::joining;
  server server_ = server::settled;
  pass pass_ = pass::found_nothing;
  /// All ids that were ever to be sent.
  std::unordered_set<std::int64_t> known_;
  /// Those that have not been, in their order.
  std::deque<std::int64_t> waiting_;
  /// What the client has asked for itself: comes first.
  std::deque<std::int64_t> requested_;
  /// The mail that is being read.
  std::int64_t reading_ = 0;
  bool announced_ = false;
  std::uint64_t done_ = 0;
  /// Mails that the mailbox has still to get from its server.
  std::uint64_t coming_ = 0;
  // Sent since all was last on its way.
  std::size_t frames_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace vestnik::endpoints
