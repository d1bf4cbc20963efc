#include "mail/imap/reading.hpp"

#include "mail/imap/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace vestnik::mail {

namespace {

/// `1000 23221`: the limit and a UID. Zero if there is none.
std::uint32_t last_number(std::string_view arguments) {
  const auto blank = arguments.rfind(' ');
  return blank == std::string_view::npos ? 0 : read_number(arguments.substr(blank + 1)).value_or(0);
}

bool is_limited(const imap_response& response) { return response.code == "MESSAGELIMIT"; }

bool is_refused(const imap_response& response) { return response.status != imap_status::ok; }

} // namespace

imap_reading::imap_reading(const imap_client_settings& settings, imap_client_handler& handler)
    : most_sent_{settings.batches_in_flight}
    , batch_bytes_{settings.batch.bytes}
    , handler_{handler}
    , backlog_{settings.batch} {}

void imap_reading::open(const imap_folder& folder, std::uint32_t cursor) {
  backlog_.restart(cursor);
  listing_.restart(cursor, folder.uidnext);
  look_again();
  if (folder.uidnext == 0 && folder.exists > 0)
    way_ = way::end;
}

void imap_reading::look_again() {
  news_.listing_begins();
  if (listing_.complete())
    listing_.look_behind(backlog_.highest());
  lists_ = true;
  way_ = way::sizes;
}

void imap_reading::grant(std::size_t batches) {
  credit_ += batches;
  for (; batches > 0 && !unstored_.empty(); --batches) {
    unstored_bytes_ -= unstored_.front();
    unstored_.pop_front();
  }
}

bool imap_reading::may_ask_for_messages() const {
  // Two batches as large as they may be, or more that are smaller: those hide a long way.
  return backlog_.has_next() && !backlog_.has_doubts() && credit_ > 0 && sent_ < most_sent_ &&
         (unstored_.empty() || unstored_bytes_ <= batch_bytes_);
}

bool imap_reading::may_ask_for_doubted() const {
  return backlog_.has_doubts() && credit_ > 0 && sent_ == 0;
}

bool imap_reading::has_question() const {
  return !is_asked_ && (lists_ || may_ask_for_doubted() || may_ask_for_messages());
}

std::optional<imap_reading::question> imap_reading::next() {
  if (is_asked_)
    return std::nullopt;
  if (lists_)
    return ask_for_window();
  if (may_ask_for_doubted())
    return ask_for_doubted();
  if (may_ask_for_messages())
    return ask_for_messages();
  if (sent_ > 0 || has_messages())
    return std::nullopt;
  if (listing_.complete()) {
    if (!news_.any() || news_.at_leisure())
      return std::nullopt;
    look_again();
  }
  lists_ = true;
  return ask_for_window();
}

imap_reading::question imap_reading::ask_for_window() {
  is_asked_ = true;
  damaged_ = is_searched_ = false;
  switch (way_) {
  case way::end:
    return {fetch_last_uid_command()};
  case way::sizes:
    window_ = listing_.next(std::max<std::size_t>(backlog_.room(), 1)).value_or(uid_range{});
    return {fetch_sizes_command(window_)};
  case way::search:
  case way::doubts:
    break;
  }
  return {search_command(window_)};
}

std::optional<imap_reading::question> imap_reading::ask_for_messages() {
  const auto batch = backlog_.next();
  if (!batch)
    return std::nullopt;
  spend_credit(batch->bytes);
  ++sent_;
  return question{batch->of == imap_backlog::extent::whole
                      ? fetch_messages_command(batch->uids)
                      : fetch_beginnings_command(batch->uids, backlog_.limits().beginning),
                  question::subject::messages, batch->id};
}

imap_reading::question imap_reading::ask_for_doubted() {
  spend_credit(0);
  is_asked_ = true;
  damaged_ = is_searched_ = false;
  way_ = way::doubts;
  doubted_ = backlog_.in_doubt();
  present_.clear();
  return {search_command(doubted_), question::subject::doubts};
}

void imap_reading::spend_credit(std::uint64_t bytes) {
  --credit_;
  unstored_.push_back(bytes);
  unstored_bytes_ += bytes;
}

void imap_reading::take(imap_response&& response) {
  if (response.name != "FETCH") {
    if (!is_asked_ || (way_ != way::search && way_ != way::doubts))
      return;
    is_searched_ = true;
    if (way_ == way::doubts)
      return take_present(response);
    for (const auto& [first, last] : read_search(response)) {
      const std::uint64_t end = std::min(last, window_.last);
      for (std::uint64_t uid = std::max(first, window_.first); uid <= end && !backlog_.overflows();
           ++uid)
        take_uid(static_cast<std::uint32_t>(uid), 0);
    }
    return;
  }
  if (is_asked_ && way_ == way::doubts)
    return; // flags have changed
  auto fetch = read_fetch(std::move(response));
  if (!fetch)
    damaged_ = true;
  else if (is_asked_)
    take_listed(*fetch);
  else
    take_message(std::move(*fetch));
}

void imap_reading::take_listed(const imap_fetch& fetch) {
  if (way_ == way::end)
    listing_.last_is(fetch.uid);
  else
    take_uid(fetch.uid, fetch.size);
}

void imap_reading::take_uid(std::uint32_t uid, std::uint64_t size) {
  if (listing_.found(uid))
    backlog_.add(uid, size);
}

void imap_reading::take_present(const imap_response& search) {
  for (const auto& [first, last] : read_search(search))
    for (auto at = std::ranges::lower_bound(doubted_, first); at != doubted_.end() && *at <= last;
         ++at)
      present_.insert(*at);
}

void imap_reading::take_message(imap_fetch&& fetch) {
  using body = imap_fetch::body_state;
  if (fetch.state == body::absent)
    return; // flags have changed
  if (fetch.state == body::nil || fetch.uid == 0) {
    damaged_ = true;
    return;
  }
  const auto extent = backlog_.delivered(fetch.uid);
  if (!extent)
    return;
  if (fetch.state == body::too_large && *extent == imap_backlog::extent::whole)
    return backlog_.ask_for_beginning(fetch.uid);
  ++done_;
  if (fetch.state == body::too_large)
    return handler_.on_message_failed(fetch.uid,
                                      {model::ec::too_large, "The message is too large."});
  const auto size = *extent == imap_backlog::extent::whole ? fetch.body_size
                                                           : std::max(fetch.size, fetch.body_size);
  handler_.on_message(
      {fetch.uid, fetch.internal_date, std::move(fetch.flags), size, std::move(fetch.body)});
}

std::optional<model::error> imap_reading::listed(const imap_response& response) {
  is_asked_ = false;
  if (is_refused(response) && asks_to_wait(response))
    return refusal(imap_step::session, response);
  if (way_ == way::end || way_ == way::doubts) {
    if (std::exchange(way_, way::sizes) == way::doubts)
      doubts_answered(response);
    return std::nullopt; // whatever it said
  }
  const bool limited = is_limited(response);
  if (backlog_.overflows() || damaged_ || (is_refused(response) && !limited))
    return window_unlisted(response);
  // What cannot be read is there: a server that finds nothing at all has not looked.
  if (way_ == way::search && !was_refused_ && !is_searched_)
    return window_unlisted(response);
  if (!limited)
    listing_.answered();
  else if (!listing_.cut_short(last_number(response.code_arguments)) && !listing_.narrow())
    return refusal(imap_step::session, response);
  return window_listed();
}

std::optional<model::error> imap_reading::window_unlisted(const imap_response& response) {
  const bool refused = is_refused(response) && !is_limited(response);
  if (way_ == way::sizes && !backlog_.overflows()) {
    way_ = way::search;
    was_refused_ = refused;
    return std::nullopt;
  }
  if (refused && was_refused_)
    return refusal(imap_step::session, response);
  way_ = way::sizes;
  backlog_.discard();
  if (listing_.narrow())
    return std::nullopt;
  const auto blind = listing_.take_blindly();
  if (!blind)
    return model::error{model::ec::mail_protocol,
                        "The mail server's list of messages cannot be read."};
  for (auto uid = blind->first; uid <= blind->last; ++uid)
    backlog_.add(uid, 0);
  listing_.answered();
  return window_listed();
}

std::optional<model::error> imap_reading::window_listed() {
  way_ = way::sizes;
  if (backlog_.seal())
    news_.message_found();
  // A message that is missed here would be missed for good.
  lists_ = !listing_.complete() && backlog_.has_room();
  if (lists_)
    return std::nullopt;
  if (listing_.complete())
    news_.listing_ends();
  if (backlog_.highest() == 0 && news_.count() > 0 && listing_.complete())
    return model::error{
        model::ec::mail_protocol,
        fmt::format("The mail server has {} messages, but lists none.", news_.count())};
  if (backlog_.remaining() > 0)
    handler_.on_progress(done_, backlog_.remaining());
  return std::nullopt;
}

void imap_reading::doubts_answered(const imap_response& response) {
  const bool believed = is_searched_ && !damaged_ && !is_refused(response) && !is_limited(response);
  damaged_ = false;
  for (const auto uid : doubted_) {
    const bool is_there = present_.contains(uid);
    if (!believed || is_there)
      handler_.on_message_failed(
          uid, {model::ec::mail_protocol,
                is_there ? "The mail server lists the message and does not send it."
                         : "The mail server does not send the message, nor say that it is gone."});
  }
  done_ += doubted_.size();
  backlog_.settle(doubted_);
  handler_.on_progress(done_, backlog_.remaining());
  handler_.on_batch_end(backlog_.cursor(listing_.first_unlisted()));
}

std::optional<model::error> imap_reading::fetched(std::uint64_t batch,
                                                  const imap_response& response) {
  using outcome = imap_backlog::outcome;
  --sent_;
  const bool refused = is_refused(response);
  if (refused && asks_to_wait(response))
    return refusal(imap_step::session, response);
  const auto how = refused                ? outcome::refused
                   : is_limited(response) ? outcome::cut_short
                   : damaged_             ? outcome::damaged
                                          : outcome::complete;
  const auto why = refused ? refusal(imap_step::session, response).message
                           : "The mail server's answer cannot be understood.";
  for (const auto uid : backlog_.finish(batch, how)) {
    ++done_;
    handler_.on_message_failed(uid, {model::ec::mail_protocol, why});
  }
  if (sent_ == 0)
    damaged_ = false;
  handler_.on_progress(done_, backlog_.remaining());
  handler_.on_batch_end(backlog_.cursor(listing_.first_unlisted()));
  return std::nullopt;
}

} // namespace vestnik::mail
