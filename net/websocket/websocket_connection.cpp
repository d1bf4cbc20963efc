#include "net/websocket/websocket_connection.hpp"

#include "model/values/utf8.hpp"
#include "net/io/connection_log.hpp"
#include "net/websocket/deflate.hpp"
#include "net/websocket/outbox_stream.hpp"
#include "net/websocket/security_headers.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

/// What an idle connection holds for the message that may come, and the steps in
/// which the buffer of a longer one grows.
constexpr std::size_t first_read = 512;
constexpr std::size_t further_read = 16 * 1024;
constexpr std::size_t kept_buffer = 2 * 1024;

/// RFC 6455 §7.4.1: never sent, only reported.
constexpr std::uint16_t no_status = 1005;
constexpr std::uint16_t abnormal = 1006;

std::uint16_t close_code_of(error_code failure) {
  if (failure == websocket::error::message_too_big)
    return websocket::close_code::too_big;
  if (failure == websocket::error::bad_frame_payload)
    return websocket::close_code::bad_payload;
  if (failure == websocket::condition::protocol_violation)
    return websocket::close_code::protocol_error;
  return abnormal;
}

/// How our window stands in the answer to an offer.
std::string our_window() { return "server_max_window_bits=" + std::to_string(deflate_window_bits); }

/// What we agree to. Nothing is remembered from one message to the next, on either side.
websocket::permessage_deflate deflate_terms(std::string_view offer) {
  websocket::permessage_deflate terms;
  terms.server_enable = true;
  terms.server_no_context_takeover = true;
  terms.client_no_context_takeover = true;
  terms.server_max_window_bits = deflate_window_bits;
  // Only a client that offers it may be asked for a window (RFC 7692 §7.1.2.2).
  if (offer.find("client_max_window_bits") != offer.npos)
    terms.client_max_window_bits = deflate_window_bits;
  return terms;
}

/// What a connection is doing:
///
///     accepting ─▶ open ─▶ closing ─▶ ended
///         │          └────────────────▲
///         └───────────────────────────┘
///
/// Open, it reads while it has credit, a message by one Beast operation at a time. It ends
/// when a read fails, or when the closing handshake is over; broken off in between, it waits
/// for the operation that is under way.
enum class phase : std::uint8_t { accepting, open, closing, ended };
constexpr std::array<std::string_view, 4> phase_names{"accepting", "open", "closing", "ended"};

class websocket_connection final : public resident, public outbox_owner {
public:
  /// Takes the connection and the read-ahead out of `upgrade`.
  websocket_connection(accepted_upgrade& upgrade, const websocket_limits& limits,
                       std::shared_ptr<connection_handler> handler)
      : limits_(limits)
      , remote_address_(std::move(upgrade.remote_address))
      , handler_(std::move(handler))
      , thread_(upgrade.thread)
      , out_(std::make_shared<frame_socket>(upgrade.thread, std::move(upgrade.connection),
                                            limits.outbox, std::move(upgrade.read_ahead),
                                            limits.drain_timeout))
      , stream_(out_) {}

  void start(const accepted_upgrade& upgrade);
  void grant(std::size_t messages);

  void on_close_wanted(std::uint16_t code, std::string_view reason) override;
  void on_broken() override;
  void on_tick(time_point now) override;
  void on_stop() override;

private:
  void on_accepted(error_code failed);
  void read_more();
  void on_read(error_code failed);
  void deliver();
  void on_read_failed(error_code failure);
  /// Breaks the connection off; what is under way ends, and then the connection.
  void abort(std::string_view reason);
  void finish();

  std::shared_ptr<websocket_connection> self() {
    return std::static_pointer_cast<websocket_connection>(shared_from_this());
  }

  const websocket_limits limits_;
  const std::string remote_address_;
  std::shared_ptr<connection_handler> handler_;
  const std::shared_ptr<io_thread> thread_;
  const std::shared_ptr<frame_socket> out_;
  websocket::stream<outbox_stream, true> stream_;
  boost::beast::flat_buffer message_;
  phase phase_ = phase::accepting;
  std::size_t credit_ = 0;
  /// What `on_close` will say.
  std::uint16_t close_code_ = abnormal;
  /// Why it was broken off; empty if it was not.
  std::string_view abort_reason_;
  /// A Beast read is under way, or its message is being delivered.
  bool reading_ = false;
  /// A Beast ping is under way: it is not sent yet.
  bool pinging_ = false;
  time_point last_input_ = std::chrono::steady_clock::now();
  time_point last_ping_ = last_input_;
  time_point close_deadline_ = time_point::max();
};

/// Kept by the session; outlives the connection without holding it.
class connection_credit final : public inbound_credit {
public:
  explicit connection_credit(std::weak_ptr<websocket_connection> connection)
      : connection_(std::move(connection)) {}

  void grant(std::size_t messages) override {
    if (const auto alive = connection_.lock())
      alive->grant(messages);
  }

private:
  std::weak_ptr<websocket_connection> connection_;
};

void websocket_connection::start(const accepted_upgrade& upgrade) {
  enroll(*thread_);
  thread_->tick_within(limits_.idle_timeout);
  // Deadlines are ours, at the thread's tick: Beast would set a timer per message.
  stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                     websocket::stream_base::none(), false});
  stream_.read_message_max(limits_.max_message);
  stream_.set_option(
      websocket::stream_base::decorator([this, subprotocol = upgrade.subprotocol,
                                         over = upgrade.over](websocket::response_type& answer) {
        // Beast has agreed on the extension; a client with a smaller window than ours
        // is sent everything as it is.
        const auto agreed = answer[http::field::sec_websocket_extensions];
        if (agreed.find(our_window()) != agreed.npos)
          out_->use(frame_socket::compression::deflate);
        answer.set(http::field::server, "vestnik");
        if (!subprotocol.empty())
          answer.set(http::field::sec_websocket_protocol, subprotocol);
        for (const auto& [name, value] : security_headers(over))
          answer.set(name, value);
      }));
  // Checked by upgrade_policy before; only the key matters to the answer.
  http::request<http::empty_body> request{http::verb::get, "/", 11};
  request.set(http::field::host, "checked");
  request.set(http::field::connection, "upgrade");
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::sec_websocket_version, "13");
  request.set(http::field::sec_websocket_key, upgrade.key);
  if (limits_.compression == compression_offer::accepted && !upgrade.extensions.empty()) {
    request.set(http::field::sec_websocket_extensions, upgrade.extensions);
    stream_.set_option(deflate_terms(upgrade.extensions));
  }
  stream_.async_accept(request, [self = self()](error_code failed) { self->on_accepted(failed); });
}

void websocket_connection::on_accepted(error_code failed) {
  if (phase_ == phase::ended)
    return;
  if (failed) {
    abort("the client went away before it was answered");
    return finish();
  }
  phase_ = phase::open;
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
  out_->open(self());
  handler_->on_open(out_, std::make_shared<connection_credit>(self()));
}

void websocket_connection::grant(std::size_t messages) {
  credit_ += messages;
  read_more();
}

void websocket_connection::read_more() {
  if (phase_ != phase::open || reading_ || credit_ == 0)
    return;
  reading_ = true;
  last_input_ = std::chrono::steady_clock::now();
  stream_.async_read_some(
      message_, message_.size() == 0 ? first_read : further_read,
      [self = self()](error_code failed, std::size_t) { self->on_read(failed); });
}

void websocket_connection::on_read(error_code failed) {
  if (failed)
    return on_read_failed(failed);
  if (stream_.is_message_done())
    deliver();
  reading_ = false;
  read_more();
}

void websocket_connection::deliver() {
  const auto bytes = message_.cdata();
  const std::string_view payload{static_cast<const char*>(bytes.data()), bytes.size()};
  // Beast does not judge the end of a text whose last fragment is empty.
  if (stream_.got_text() && model::ends_within_character(payload))
    on_close_wanted(websocket::close_code::bad_payload, {});
  if (phase_ == phase::open) {
    --credit_;
    const auto handler = handler_;
    handler->on_frame(stream_.got_text() ? frame_kind::text : frame_kind::binary, payload);
  }
  message_.clear();
  if (message_.capacity() > kept_buffer)
    message_.shrink_to_fit();
}

void websocket_connection::on_read_failed(error_code failure) {
  reading_ = false;
  if (phase_ != phase::open)
    return;
  close_code_ = failure != websocket::error::closed ? close_code_of(failure)
                : stream_.reason().code == websocket::close_code::none
                    ? no_status
                    : static_cast<std::uint16_t>(stream_.reason().code);
  finish();
}

void websocket_connection::on_close_wanted(std::uint16_t code, std::string_view reason) {
  // A second close would hang in Beast; after the peer's close it is too late.
  if (phase_ != phase::open)
    return;
  phase_ = phase::closing;
  close_code_ = code;
  thread_->tick_within(limits_.drain_timeout);
  close_deadline_ = std::chrono::steady_clock::now() + limits_.drain_timeout;
  const boost::beast::string_view text{reason.data(), reason.size()};
  stream_.async_close({websocket::close_code{code}, text},
                      [self = self()](error_code) { self->finish(); });
}

void websocket_connection::on_broken() {
  if (phase_ == phase::open && !reading_)
    finish();
}

void websocket_connection::on_tick(time_point now) {
  out_->on_tick(now);
  if (now >= close_deadline_)
    return abort("the client did not end the closing handshake in time");
  if (out_->take_input_seen())
    last_input_ = now;
  // Without credit nothing is read, so silence says nothing about the peer.
  if (phase_ != phase::open || !reading_)
    return;
  if (now - last_input_ >= 2 * limits_.idle_timeout)
    return abort("the client did not answer a ping");
  const bool pinged = last_ping_ > last_input_;
  if (now - last_input_ >= limits_.idle_timeout && !pinged && !std::exchange(pinging_, true)) {
    last_ping_ = now;
    stream_.async_ping({}, [self = self()](error_code) { self->pinging_ = false; });
  }
}

void websocket_connection::on_stop() {
  abort("the server is stopping");
  finish();
}

void websocket_connection::abort(std::string_view reason) {
  abort_reason_ = reason;
  out_->abort();
}

void websocket_connection::finish() {
  if (phase_ == phase::ended)
    return;
  const auto keep = self();
  log_end("websocket", remote_address_, phase_names[static_cast<std::size_t>(phase_)],
          abort_reason_.empty() ? fmt::format("close code {}", close_code_) : abort_reason_);
  phase_ = phase::ended;
  leave();
  out_->abort();
  if (const auto handler = std::exchange(handler_, nullptr))
    handler->on_close(close_code_);
}

} // namespace

void start_websocket(accepted_upgrade upgrade, const websocket_limits& limits,
                     std::shared_ptr<connection_handler> handler) {
  const auto connection =
      std::make_shared<websocket_connection>(upgrade, limits, std::move(handler));
  connection->start(upgrade);
}

} // namespace vestnik::net
