#include "net/http/http_connection.hpp"

#include "net/http/caller.hpp"
#include "net/http/http_answer.hpp"
#include "net/http/proxy_header.hpp"
#include "net/http/request_reader.hpp"
#include "net/http/response_head.hpp"
#include "net/http/upgrade_policy.hpp"
#include "net/io/connection_log.hpp"
#include "net/io/lingering_close.hpp"
#include "net/io/tls_transport.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

using std::chrono::steady_clock;

/// A body slower than this is given up, or one could hold connections for nothing.
constexpr std::size_t body_bytes_per_second = 1'024;
/// A client that finds no room should come again so much later; a balancer finds another server
/// at once.
constexpr std::chrono::seconds crowded_retry{5};
/// That a client has to ask where there is no room, and then to hear so.
constexpr std::chrono::seconds crowded_patience{1};

/// What the connection is doing, in life order; each phase has its deadline:
///
///     (introducing ▶) securing ▶ waiting ▶ reading ▶ answering ▶ writing ─┬▶ waiting …
///                                                       │                ├▶ (linger and close)
///                                                       └▶ (becomes a WebSocket)
enum class http_phase : std::uint8_t {
  introducing,
  securing,
  waiting,
  reading,
  answering,
  writing,
  ended
};
constexpr std::array<std::string_view, 7> http_phase_names{
    "introducing", "securing", "waiting", "reading", "answering", "writing", "ended"};

class http_connection final : public resident, public answer_target {
public:
  http_connection(std::shared_ptr<io_thread> thread, std::shared_ptr<const site> shared_site,
                  tcp_socket socket, std::string remote_address, admission admitted)
      : thread_(std::move(thread))
      , site_(std::move(shared_site))
      , transport_(make_plain_transport(std::move(socket)))
      , caller_(site_, std::move(remote_address))
      , over_(caller_.over())
      , admission_(admitted) {}

  void start();
  void on_response(model::http_response response) override;
  void on_accept(std::shared_ptr<connection_handler> handler, std::string subprotocol) override;
  void on_tick(time_point now) override;
  void on_stop() override;

private:
  enum class next : std::uint8_t { go_on, wait };

  void run();
  next introduce();
  next secure();
  next receive();
  next read_request();
  next send_response();
  void on_request();
  void on_upgrade();
  void say_continue();
  void refuse(const refusal& reason);
  void respond(const model::http_response& head, std::shared_ptr<const std::string> body);
  void after_response_sent();
  next wait(step_state state);
  void become(http_phase to, std::chrono::milliseconds deadline);
  /// Lets go of the socket, if it is still here, and of this.
  void leave_for_good();
  void finish(std::string_view reason);

  [[nodiscard]] const server_settings& settings() const { return site_->settings; }
  std::shared_ptr<http_connection> self() {
    return std::static_pointer_cast<http_connection>(shared_from_this());
  }

  const std::shared_ptr<io_thread> thread_;
  const std::shared_ptr<const site> site_;
  std::unique_ptr<transport> transport_;
  caller caller_;
  /// That of the request being answered.
  model::http_request::transport over_;
  const admission admission_;
  http_phase phase_ = http_phase::securing;
  time_point deadline_ = time_point::max();
  /// Whatever it is doing then.
  time_point latest_ = time_point::max();
  std::string input_;
  std::optional<http_request_reader> reader_;
  /// The request being answered; its headers are needed for the upgrade.
  std::optional<model::http_request> upgrade_;
  bool head_only_ = false;
  after_response then_ = after_response::close;
  std::string head_;
  std::shared_ptr<const std::string> body_;
  std::size_t sent_ = 0;
};

void http_connection::start() {
  enroll(*thread_);
  for (const auto each :
       {settings().header_timeout, settings().keep_alive, settings().answer_timeout})
    thread_->tick_within(each);
  become(http_phase::introducing, settings().header_timeout);
  if (admission_ == admission::crowded) {
    thread_->tick_within(crowded_patience);
    latest_ = steady_clock::now() + crowded_patience;
  }
  run();
}

void http_connection::run() {
  auto then = next::go_on;
  while (then == next::go_on) {
    switch (phase_) {
    case http_phase::introducing:
      then = introduce();
      break;
    case http_phase::securing:
      then = secure();
      break;
    case http_phase::waiting:
    case http_phase::reading:
      then = read_request();
      break;
    case http_phase::writing:
      then = send_response();
      break;
    case http_phase::answering:
    case http_phase::ended:
      return;
    }
  }
}

http_connection::next http_connection::introduce() {
  std::array<char, proxy_header_reader::longest> bytes{};
  while (caller_.wants() > 0) {
    const auto step = transport_->read(std::span{bytes}.first(caller_.wants()));
    if (step.state != step_state::done)
      return wait(step.state);
    if (const auto read = caller_.feed({bytes.data(), step.bytes}); !read) {
      // It may be waiting for a TLS handshake, so no answer could be read.
      finish(read.error().reason.message);
      return next::wait;
    }
  }
  if (!caller_.take_place()) {
    finish("its address has too many connections");
    return next::wait;
  }
  over_ = caller_.over();
  if (site_->tls)
    transport_ = make_tls_server_transport(transport_->release(), *site_->tls);
  phase_ = http_phase::securing;
  return next::go_on;
}

http_connection::next http_connection::secure() {
  const auto step = transport_->handshake();
  if (step.state != step_state::done)
    return wait(step.state);
  reader_.emplace(site_->requests);
  // The deadline stays: it is one for handshake and head.
  phase_ = http_phase::reading;
  return next::go_on;
}

http_connection::next http_connection::receive() {
  static thread_local std::array<char, 16 * 1024> input;
  const auto step = transport_->read(input);
  if (step.state != step_state::done)
    return wait(step.state);
  input_.append(input.data(), step.bytes);
  return next::go_on;
}

http_connection::next http_connection::read_request() {
  if (input_.empty() && receive() == next::wait)
    return next::wait;
  if (phase_ == http_phase::waiting)
    become(http_phase::reading, settings().header_timeout);
  const bool had_head = reader_->head_is_read();
  const auto progress = reader_->feed(input_);
  if (!progress) {
    refuse(progress.error());
    return next::go_on;
  }
  if (*progress == http_request_reader::progress::complete) {
    on_request();
    return next::go_on;
  }
  if (!had_head && reader_->head_is_read()) {
    // From here on the deadline moves with the body's bytes; see `on_tick`.
    become(http_phase::reading, settings().header_timeout);
    if (reader_->awaits_continue())
      say_continue();
  }
  return receive();
}

void http_connection::say_continue() {
  static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
  const iovec part{const_cast<char*>(go_ahead.data()), go_ahead.size()};
  // Nothing else is being sent: 25 bytes fit, or the connection is broken anyway.
  static_cast<void>(transport_->send({&part, 1}));
}

void http_connection::on_request() {
  then_ = reader_->keeps_alive() ? after_response::keep_alive : after_response::close;
  auto request = reader_->take();
  reader_.reset();
  caller_.introduce(request);
  over_ = request.over;
  head_only_ = request.method == "HEAD";
  become(http_phase::answering, settings().answer_timeout);
  if (admission_ == admission::crowded)
    return refuse({503, {model::ec::unavailable, "too many connections", {}, crowded_retry}});
  const auto host = model::header_value(request.headers, "host");
  if (const auto verdict = site_->names.check(host); !verdict) {
    site_->refused->note("host", host, "net.names or net.public-origin");
    return refuse(verdict.error());
  }
  if (asks_for_websocket(request)) {
    upgrade_ = std::move(request);
    return on_upgrade();
  }
  if (auto found = site_->files.answer(request))
    return respond(found->head, std::move(found->body));
  auto answer = std::make_shared<http_answer>(thread_, std::weak_ptr<answer_target>{self()});
  site_->http.handle(std::move(request), thread_->index(), make_responder(std::move(answer)));
}

void http_connection::on_upgrade() {
  if (const auto verdict = check_upgrade(*upgrade_, site_->origins); !verdict) {
    if (const auto origin = model::header_value(upgrade_->headers, "origin");
        !origin.empty() && verdict.error().reason.field == "origin")
      site_->refused->note("origin", origin, "net.public-origin or net.allowed-origins");
    return refuse(verdict.error());
  }
  site_->upgrades.on_upgrade(
      *upgrade_, thread_->index(),
      std::make_shared<http_answer>(thread_, std::weak_ptr<answer_target>{self()}));
}

void http_connection::on_response(model::http_response response) {
  if (phase_ != http_phase::answering)
    return;
  // Another connection may find a server that can.
  if (response.status == 503)
    then_ = after_response::close;
  respond(response, std::make_shared<const std::string>(std::move(response.body)));
  run();
}

void http_connection::on_accept(std::shared_ptr<connection_handler> handler,
                                std::string subprotocol) {
  if (phase_ != http_phase::answering || !upgrade_)
    return handler->on_close(1006);
  accepted_upgrade upgrade{
      thread_,
      std::move(transport_),
      upgrade_->remote_address,
      std::exchange(input_, {}),
      std::string{model::header_value(upgrade_->headers, "sec-websocket-key")},
      confirmed_subprotocol(*upgrade_, subprotocol),
      std::string{model::header_value(upgrade_->headers, "sec-websocket-extensions")},
      upgrade_->over,
  };
  leave_for_good();
  start_websocket(std::move(upgrade), site_->websockets, std::move(handler));
}

void http_connection::refuse(const refusal& reason) {
  then_ = after_response::close;
  auto response = to_response(reason);
  respond(response, std::make_shared<const std::string>(std::move(response.body)));
}

void http_connection::respond(const model::http_response& head,
                              std::shared_ptr<const std::string> body) {
  upgrade_.reset();
  head_ = write_response_head(head, body->size(), over_, then_, std::time(nullptr));
  body_ = head_only_ || !may_have_body(head.status) ? nullptr : std::move(body);
  sent_ = 0;
  become(http_phase::writing, settings().keep_alive);
}

http_connection::next http_connection::send_response() {
  const std::string_view body = body_ ? std::string_view{*body_} : std::string_view{};
  const auto from_head = std::min(sent_, head_.size());
  const auto from_body = sent_ - from_head;
  const std::array<iovec, 2> parts{
      {{head_.data() + from_head, head_.size() - from_head},
       {const_cast<char*>(body.data()) + from_body, body.size() - from_body}}};
  const auto step = transport_->send(parts);
  sent_ += step.bytes;
  if (step.bytes > 0)
    become(http_phase::writing, settings().keep_alive);
  if (step.state != step_state::done)
    return wait(step.state);
  if (sent_ == head_.size() + body.size())
    after_response_sent();
  return next::go_on;
}

void http_connection::after_response_sent() {
  head_ = {};
  body_.reset();
  if (then_ == after_response::close) {
    const auto patience =
        admission_ == admission::crowded ? crowded_patience : settings().drain_timeout;
    close_lingering(*thread_, std::move(transport_), patience, caller_.place());
    return finish("this was the last answer");
  }
  reader_.emplace(site_->requests);
  over_ = caller_.over();
  if (input_.empty())
    input_ = {};
  become(http_phase::waiting, settings().keep_alive);
}

void http_connection::on_tick(time_point now) {
  if (now >= latest_)
    return finish("there are too many connections");
  if (now < deadline_)
    return;
  if (phase_ == http_phase::answering)
    return on_response(to_response(model::error{model::ec::outcome_unknown, "no answer in time"}));
  if (phase_ != http_phase::reading)
    return finish("it took too long");
  if (reader_->head_is_read()) {
    const std::chrono::milliseconds earned{reader_->body_bytes() * 1'000 / body_bytes_per_second};
    if (now < deadline_ + earned)
      return;
  } else if (input_.empty()) {
    return finish("no request came");
  }
  refuse({408, {model::ec::unavailable, "the request did not arrive in time"}});
  run();
}

void http_connection::on_stop() { finish("the server is stopping"); }

http_connection::next http_connection::wait(step_state state) {
  if (state == step_state::ended)
    finish("the client hung up");
  else if (state == step_state::failed)
    finish(std::string{transport_->failure()});
  else
    transport_->wait(state, [self = self()](boost::system::error_code) { self->run(); });
  return next::wait;
}

void http_connection::become(http_phase to, std::chrono::milliseconds deadline) {
  phase_ = to;
  deadline_ = steady_clock::now() + deadline;
}

void http_connection::finish(std::string_view reason) {
  log_end("http", caller_.address(), http_phase_names[static_cast<std::size_t>(phase_)], reason);
  leave_for_good();
}

void http_connection::leave_for_good() {
  phase_ = http_phase::ended;
  transport_.reset();
  leave();
}

} // namespace

void start_http(std::shared_ptr<io_thread> thread, std::shared_ptr<const site> shared_site,
                tcp_socket socket, std::string remote_address, admission admitted) {
  std::make_shared<http_connection>(std::move(thread), std::move(shared_site), std::move(socket),
                                    std::move(remote_address), admitted)
      ->start();
}

} // namespace vestnik::net
