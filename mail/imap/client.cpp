#include "mail/imap/client.hpp"

#include "mail/imap/refusal.hpp"

#include <utility>
#include <variant>

namespace vestnik::mail {

imap_client::imap_client(imap_client_settings settings, imap_transport& transport,
                         imap_client_handler& handler)
    : settings_{std::move(settings)}
    , transport_{transport}
    , handler_{handler}
    , parser_{settings_.limits}
    , reading_{settings_, handler} {}

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
    if (!reading_.news().any())
      quiet_ += settings_.idle_renewal;
    return leave_idle();
  case state::fetching:
    // A server that throttles brings little; each message is one less to ask for.
    if (const bool brings = std::exchange(done_before_, reading_.done()) != reading_.done();
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
  reading_.grant(count);
  if (busy_ || !reading_.has_messages() || (state_ != state::resting && state_ != state::fetching))
    return;
  busy_ = true;
  read_on();
  busy_ = false;
}

void imap_client::on_item(imap_item&& item) {
  if (auto* response = std::get_if<imap_response>(&item))
    on_response(std::move(*response));
  else if (state_ == state::greeting)
    fail({model::ec::mail_protocol, "This is no IMAP server: it does not greet like one."});
  else
    reading_.take_damage();
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
    if (reading_.news().any())
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
  auto& news = reading_.news();
  if (response.name == "FETCH" || response.name == "SEARCH" || response.name == "ESEARCH") {
    reading_.take(std::move(response));
  } else if (response.name == "EXISTS" && response.number) {
    const bool is_known = news.any();
    news.exists(*response.number);
    if (state_ == state::idle && news.any() && !is_known)
      leave_idle_for_news();
  } else if (response.name == "EXPUNGE") {
    news.expunged();
  } else if (response.name == "CAPABILITY") {
    capabilities_ = read_capabilities(response);
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
    return on_answer(reading_.fetched(command->batch, response));
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
    return on_answer(reading_.listed(response));
  case state::polling:
    return ok ? look() : fail(refusal(imap_step::session, response));
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
  reading_.news().folder_opened();
  folder_.exists = reading_.news().count();
  reading_.open(folder_, folder_.uidvalidity == settings_.uidvalidity ? settings_.last_uid : 0);
  handler_.on_folder(folder_);
  read_on();
}

void imap_client::on_answer(const std::optional<model::error>& end) {
  end ? fail(*end) : read_on();
}

void imap_client::read_on() {
  while (const auto question = reading_.next()) {
    using subject = imap_reading::question::subject;
    const bool fetches = question->about == subject::messages;
    if (question->about == subject::listing)
      quiet_ = {};
    state_ = fetches ? state::fetching : state::listing;
    send(question->command, fetches ? task::batch : task::step, question->batch);
  }
  if (reading_.is_waiting())
    return;
  if (!reading_.has_messages())
    handler_.on_idle();
  rest();
}

void imap_client::look() {
  if (!reading_.has_messages() &&
      (reading_.news().any() || !reading_.is_listed() || quiet_ >= settings_.full_check))
    reading_.look_again();
  reading_.has_question() ? read_on() : rest();
}

void imap_client::on_idle_done(const imap_response& response) {
  // Refused although offered, or ended by the server: asking again would be a busy loop.
  if (response.status != imap_status::ok || state_ != state::leaving_idle)
    idle_refused_ = true;
  look();
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

void imap_client::rest() {
  const bool idles =
      capabilities_.contains("IDLE") && !idle_refused_ && settings_.news_by == imap_news_by::idle;
  if (idles && !reading_.has_messages()) {
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
  if (reading_.news().at_leisure())
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
  done_before_ = reading_.done();
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
