#include "mail/imap/client.hpp"

#include "mail/imap/fetch.hpp"
#include "mail/imap/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace vestnik::mail {

namespace {

/// `1000 23221`: the limit and a UID. Zero if there is none.
std::uint32_t last_number(std::string_view arguments) {
  const auto blank = arguments.rfind(' ');
  return blank == std::string_view::npos ? 0 : read_number(arguments.substr(blank + 1)).value_or(0);
}

} // namespace

imap_client::imap_client(imap_client_settings settings, imap_transport& transport,
                         imap_client_handler& handler)
    : settings_{std::move(settings)}
    , transport_{transport}
    , handler_{handler}
    , parser_{settings_.limits}
    , backlog_{settings_.batch} {}

void imap_client::on_connected() {
  state_ = state::greeting;
  wait_at_most(settings_.greeting_timeout);
}

void imap_client::on_secured() {
  if (state_ == state::securing)
    begin(state::capability, make_command("CAPABILITY"));
}

void imap_client::on_bytes(std::string_view bytes) {
  // Between STARTTLS and TLS, bytes are not the server's (docs/security.md O4).
  if (state_ == state::securing || state_ == state::ended)
    return;
  busy_ = true;
  bytes_come_ += bytes.size();
  parser_.feed(bytes);
  while (auto item = parser_.next()) {
    on_item(std::move(*item));
    if (state_ == state::securing || state_ == state::ended)
      parser_ = imap_parser{settings_.limits};
  }
  busy_ = false;
}

void imap_client::on_timer(std::uint64_t generation) {
  if (generation != timer_)
    return;
  switch (state_) {
  case state::connecting:
  case state::securing:
  case state::ended:
    return;
  case state::resting:
    quiet_ += settings_.poll_interval;
    return begin(state::polling, make_command("NOOP"));
  case state::idle:
    if (!news_.any())
      quiet_ += settings_.idle_renewal;
    return leave_idle();
  case state::fetching:
    // A server that throttles brings little; each message is one less to ask for.
    if (const bool brings = std::exchange(done_before_, done_) != done_;
        std::exchange(bytes_come_, 0) >= settings_.transfer_least || brings)
      return start_timer(settings_.transfer_time);
    return fail({model::ec::mail_unreachable, "The mail server sends too slowly.", "host"});
  default:
    // Silence ends a connection sooner: this server says something, but never what is asked for.
    fail({model::ec::mail_unreachable, "The mail server does not come to an end of its answer.",
          "host"});
  }
}

void imap_client::on_closed(const model::error& why) {
  if (state_ == state::closing) {
    state_ = state::ended;
    handler_.on_verified();
  } else if (state_ != state::ended) {
    fail(why);
  }
}

void imap_client::grant_batches(std::size_t count) {
  credit_ += count;
  if (busy_ || !backlog_.has_next() || (state_ != state::resting && state_ != state::fetching))
    return;
  busy_ = true;
  fetch_more();
  busy_ = false;
}

void imap_client::on_item(imap_item&& item) {
  if (auto* response = std::get_if<imap_response>(&item))
    on_response(std::move(*response));
  else if (state_ == state::greeting)
    fail({model::ec::mail_protocol, "This is no IMAP server: it does not greet like one."});
  else
    damaged_ = true;
}

void imap_client::on_response(imap_response&& response) {
  if (state_ == state::greeting)
    on_greeting(response);
  else if (response.is == imap_response::kind::continuation)
    on_continuation();
  else if (response.is == imap_response::kind::tagged)
    on_done(response);
  else if (response.status != imap_status::none)
    on_status(response);
  else
    on_data(std::move(response));
}

void imap_client::on_greeting(const imap_response& response) {
  const bool tls_later = settings_.server.security == model::mail_security::starttls;
  if (response.is != imap_response::kind::untagged)
    return fail({model::ec::mail_protocol, "This is no IMAP server: it does not greet like one."});
  on_status(response);
  switch (response.status) {
  case imap_status::ok:
    if (tls_later)
      return begin(state::starttls, make_command("STARTTLS"));
    return capabilities_.empty() ? begin(state::capability, make_command("CAPABILITY")) : sign_in();
  case imap_status::preauth:
    // A connection that is signed in cannot be secured any more (RFC 9051 §11.1).
    if (tls_later)
      return fail({model::ec::mail_protocol, "The mail server does not allow STARTTLS."});
    return begin(state::signed_in, make_command("CAPABILITY"));
  case imap_status::bye:
    return;
  default:
    fail({model::ec::mail_protocol, "This is no IMAP server: it does not greet like one."});
  }
}

void imap_client::on_continuation() {
  if (const auto piece = pipeline_.next_piece()) {
    transport_.send(*piece);
  } else if (state_ == state::entering_idle) {
    state_ = state::idle;
    transport_.expect_bytes_within({});
    start_timer(settings_.idle_renewal);
    if (news_.any())
      leave_idle_for_news();
  } else if (state_ == state::signing_in) {
    transport_.send("*\r\n"); // a challenge that PLAIN does not have: cancel
  }
}

void imap_client::on_status(const imap_response& response) {
  if (response.status == imap_status::bye && state_ != state::closing)
    return fail(refusal(imap_step::session, response));
  if (response.code == "CAPABILITY")
    capabilities_ = read_capabilities(response.code_arguments);
  else if (response.code == "UIDVALIDITY")
    on_uidvalidity(read_number(response.code_arguments).value_or(0));
  else if (response.code == "UIDNEXT")
    folder_.uidnext = read_number(response.code_arguments).value_or(0);
}

void imap_client::on_uidvalidity(std::uint32_t value) {
  if (state_ > state::opening && value != folder_.uidvalidity)
    return fail({model::ec::mail_unreachable, "The mail server has renumbered the folder."});
  folder_.uidvalidity = value;
}

void imap_client::on_data(imap_response&& response) {
  if (response.name == "FETCH") {
    on_fetch(std::move(response));
  } else if (response.name == "EXISTS" && response.number) {
    const bool is_known = news_.any();
    news_.exists(*response.number);
    if (state_ == state::idle && news_.any() && !is_known)
      leave_idle_for_news();
  } else if (response.name == "EXPUNGE") {
    news_.expunged();
  } else if (response.name == "CAPABILITY") {
    capabilities_ = read_capabilities(response);
  }
}

void imap_client::on_fetch(imap_response&& response) {
  auto fetch = read_fetch(std::move(response));
  if (!fetch) {
    damaged_ = true;
  } else if (state_ == state::listing) {
    if (listing_.found(fetch->uid))
      backlog_.add(fetch->uid, fetch->size);
  } else if (fetch->state == imap_fetch::body_state::absent) {
    return; // flags have changed
  } else if (fetch->state == imap_fetch::body_state::nil || fetch->uid == 0) {
    damaged_ = true;
  } else if (backlog_.delivered(fetch->uid)) {
    ++done_;
    if (fetch->state == imap_fetch::body_state::too_large)
      handler_.on_message_failed(fetch->uid, {model::ec::too_large, "The message is too large."});
    else
      handler_.on_message({fetch->uid, fetch->internal_date, std::move(fetch->flags),
                           fetch->body_size, std::move(fetch->body)});
  }
}

void imap_client::on_done(const imap_response& response) {
  const auto command = pipeline_.finish(response.tag);
  if (!command)
    return;
  switch (command->purpose) {
  case task::step:
    return on_step_done(response);
  case task::identify:
    return;
  case task::batch:
    return on_batch_done(command->batch, response);
  case task::idle:
    return on_idle_done(response);
  }
}

void imap_client::on_step_done(const imap_response& response) {
  const bool ok = response.status == imap_status::ok;
  switch (state_) {
  case state::starttls:
    if (!ok)
      return fail({model::ec::mail_protocol, "The mail server does not allow STARTTLS."});
    capabilities_.clear();
    state_ = state::securing;
    return transport_.start_tls();
  case state::capability:
    return ok ? sign_in() : fail(refusal(imap_step::session, response));
  case state::signing_in:
    return on_signed_in(response);
  case state::signed_in:
    return open_folder();
  case state::opening:
    return on_opened(response);
  case state::listing:
    return on_listed(response);
  case state::polling:
    return ok ? fetch_or_list_or_rest() : fail(refusal(imap_step::session, response));
  case state::closing:
    state_ = state::ended;
    return handler_.on_verified();
  default:
    return;
  }
}

void imap_client::on_signed_in(const imap_response& response) {
  if (response.status != imap_status::ok)
    return fail(refusal(imap_step::sign_in, response));
  settings_.password.clear();
  if (response.code != "CAPABILITY")
    return begin(state::signed_in, make_command("CAPABILITY"));
  capabilities_ = read_capabilities(response.code_arguments);
  open_folder();
}

void imap_client::on_opened(const imap_response& response) {
  if (response.status != imap_status::ok)
    return fail(refusal(imap_step::open_folder, response));
  if (settings_.goal == imap_goal::verify)
    return begin(state::closing, make_command("LOGOUT"));
  if (folder_.uidvalidity == 0)
    return fail(
        {model::ec::mail_protocol, "The mail server gives its messages no lasting numbers."});
  backlog_.restart(folder_.uidvalidity == settings_.uidvalidity ? settings_.last_uid : 0);
  listing_.restart(backlog_.highest(), folder_.uidnext);
  news_.folder_opened();
  folder_.exists = news_.count();
  handler_.on_folder(folder_);
  list_folder();
}

void imap_client::on_listed(const imap_response& response) {
  const bool limited = response.code == "MESSAGELIMIT";
  if (response.status != imap_status::ok && !limited)
    return fail(refusal(imap_step::session, response));
  // A message that is missed here would be missed for good.
  if (backlog_.overflows() || damaged_)
    return list_unreadable_window();
  if (!limited)
    listing_.answered();
  else if (!listing_.cut_short(last_number(response.code_arguments)) && !listing_.narrow())
    return fail(refusal(imap_step::session, response));
  window_listed();
}

void imap_client::list_unreadable_window() {
  if (!backlog_.overflows() && !listed_without_sizes_) {
    listed_without_sizes_ = true;
    damaged_ = false;
    return begin(state::listing, fetch_uids_command(window_));
  }
  backlog_.discard();
  if (listing_.narrow())
    return list_window();
  const auto blind = listing_.take_blindly();
  if (!blind)
    return fail({model::ec::mail_protocol, "The mail server's list of messages cannot be read."});
  for (auto uid = blind->first; uid <= blind->last; ++uid)
    backlog_.add(uid, 0);
  listing_.answered();
  window_listed();
}

void imap_client::window_listed() {
  if (backlog_.seal())
    news_.message_found();
  if (!listing_.complete() && backlog_.has_room())
    return list_window();
  if (listing_.complete())
    news_.listing_ends();
  if (backlog_.highest() == 0 && news_.count() > 0 && listing_.complete())
    return fail({model::ec::mail_protocol,
                 fmt::format("The mail server has {} messages, but lists none.", news_.count())});
  if (backlog_.remaining() > 0)
    handler_.on_progress(done_, backlog_.remaining());
  fetch_more();
}

void imap_client::on_batch_done(std::uint64_t batch, const imap_response& response) {
  using outcome = imap_backlog::outcome;
  --batches_sent_;
  const bool refused = response.status != imap_status::ok;
  if (refused && asks_to_wait(response))
    return fail(refusal(imap_step::session, response));
  const auto how = refused                           ? outcome::refused
                   : response.code == "MESSAGELIMIT" ? outcome::cut_short
                   : damaged_                        ? outcome::damaged
                                                     : outcome::complete;
  const auto why = refused ? refusal(imap_step::session, response).message
                           : "The mail server's answer cannot be understood.";
  for (const auto uid : backlog_.finish(batch, how)) {
    ++done_;
    handler_.on_message_failed(uid, {model::ec::mail_protocol, why});
  }
  if (batches_sent_ == 0)
    damaged_ = false;
  handler_.on_progress(done_, backlog_.remaining());
  handler_.on_batch_end(backlog_.cursor(listing_.first_unlisted()));
  fetch_more();
}

void imap_client::on_idle_done(const imap_response& response) {
  // Refused although offered, or ended by the server: asking again would be a busy loop.
  if (response.status != imap_status::ok || state_ != state::leaving_idle)
    idle_refused_ = true;
  fetch_or_list_or_rest();
}

void imap_client::sign_in() {
  const auto command = sign_in_command(capabilities_, settings_.server.user, settings_.password);
  if (!command)
    return fail(command.error());
  begin(state::signing_in, *command);
}

void imap_client::open_folder() {
  handler_.on_signed_in(capabilities_);
  if (capabilities_.contains("ID"))
    send(make_command(R"(ID ("name" "Vestnik"))"), task::identify);
  begin(state::opening, examine_command(capabilities_, settings_.folder));
}

void imap_client::list_folder() {
  news_.listing_begins();
  quiet_ = {};
  if (listing_.complete())
    listing_.look_behind(backlog_.highest());
  list_window();
}

void imap_client::list_window() {
  damaged_ = false;
  listed_without_sizes_ = false;
  window_ = listing_.next(std::max<std::size_t>(backlog_.room(), 1)).value_or(uid_range{});
  begin(state::listing, fetch_sizes_command(window_));
}

void imap_client::fetch_more() {
  while (credit_ > 0 && batches_sent_ < settings_.batches_in_flight && backlog_.has_next()) {
    const auto batch = backlog_.next();
    --credit_;
    state_ = state::fetching;
    for (const auto uid : batch->too_large) {
      ++done_;
      handler_.on_message_failed(uid, {model::ec::too_large, "The message is too large."});
    }
    if (batch->uids.empty()) {
      handler_.on_batch_end(backlog_.cursor(listing_.first_unlisted()));
    } else {
      ++batches_sent_;
      send(fetch_messages_command(batch->uids), task::batch, batch->id);
    }
  }
  if (batches_sent_ > 0)
    return;
  if (backlog_.has_next())
    return rest();
  if (!listing_.complete())
    return list_window();
  if (news_.any() && !news_.at_leisure())
    return list_folder();
  handler_.on_idle();
  rest();
}

void imap_client::fetch_or_list_or_rest() {
  if (backlog_.has_next() && credit_ > 0)
    fetch_more();
  else if (!backlog_.has_next() &&
           (news_.any() || !listing_.complete() || quiet_ >= settings_.full_check))
    list_folder();
  else
    rest();
}

void imap_client::rest() {
  const bool idles =
      capabilities_.contains("IDLE") && !idle_refused_ && settings_.news_by == imap_news_by::idle;
  if (idles && !backlog_.has_next()) {
    state_ = state::entering_idle;
    send(make_command("IDLE"), task::idle);
    wait_at_most(settings_.idle_answer_timeout);
  } else {
    state_ = state::resting;
    transport_.expect_bytes_within({});
    start_timer(settings_.poll_interval);
  }
}

void imap_client::leave_idle() {
  state_ = state::leaving_idle;
  transport_.send("DONE\r\n");
  wait_at_most(settings_.idle_answer_timeout);
}

void imap_client::leave_idle_for_news() {
  if (news_.at_leisure())
    start_timer(settings_.news_pause);
  else
    leave_idle();
}

void imap_client::begin(state next, const imap_command& command) {
  state_ = next;
  send(command, task::step);
}

void imap_client::send(const imap_command& command, task purpose, std::uint64_t batch) {
  transport_.send(pipeline_.begin(command, purpose, batch));
  transport_.expect_bytes_within(settings_.command_timeout);
  bytes_come_ = 0;
  done_before_ = done_;
  start_timer(state_ == state::listing    ? settings_.listing_timeout
              : state_ == state::fetching ? settings_.transfer_time
                                          : settings_.command_timeout);
}

void imap_client::wait_at_most(std::chrono::milliseconds limit) {
  transport_.expect_bytes_within(limit);
  start_timer(limit);
}

void imap_client::start_timer(std::chrono::milliseconds delay) {
  transport_.call_me_after(delay, ++timer_);
}

void imap_client::fail(model::error error) {
  state_ = state::ended;
  handler_.on_failed(error);
}

} // namespace vestnik::mail
