#include "net/websocket/websocket_connection.hpp"

#include "model/values/utf8.hpp"
#include "net/websocket/deflate.hpp"
#include "net/websocket/outbox_stream.hpp"
#include "net/websocket/security_headers.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
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

std::uint16_t close_code_of(error_code why) {
  if (why == websocket::error::message_too_big)
    return websocket::close_code::too_big;
  if (why == websocket::error::bad_frame_payload)
    return websocket::close_code::bad_payload;
  if (why == websocket::condition::protocol_violation)
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
  // Only who says that it can be told may be told (RFC 7692 §7.1.2.2).
  if (offer.find("client_max_window_bits") != offer.npos)
    terms.client_max_window_bits = deflate_window_bits;
  return terms;
}

/// Life: accept ▶ read, while there is credit ▶ (close handshake) ▶ finish. A message
/// is read by one Beast operation at a time; the connection ends when neither a read
/// nor a close is under way any more.
class websocket_connection final : public resident, public outbox_owner {
public:
  /// Takes the connection and the read-ahead out of `upgrade`.
  websocket_connection(accepted_upgrade& upgrade, const websocket_limits& limits,
                       std::shared_ptr<connection_handler> handler)
      : limits_(limits)
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
  void on_read_failed(error_code why);
  void finish();

  std::shared_ptr<websocket_connection> self() {
    return std::static_pointer_cast<websocket_connection>(shared_from_this());
  }

  const websocket_limits limits_;
  std::shared_ptr<connection_handler> handler_;
  const std::shared_ptr<io_thread> thread_;
  const std::shared_ptr<frame_socket> out_;
  websocket::stream<outbox_stream, true> stream_;
  boost::beast::flat_buffer message_;
  std::size_t credit_ = 0;
  /// What `on_close` will say.
  std::uint16_t close_code_ = abnormal;
  /// A Beast read is under way, or its message is being delivered.
  bool reading_ = false;
  bool closing_ = false;
  bool pinging_ = false;
  bool pinged_ = false;
  time_point last_input_ = std::chrono::steady_clock::now();
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
  if (failed || !handler_) {
    out_->abort();
    return finish();
  }
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
  out_->open(self());
  handler_->on_open(out_, std::make_shared<connection_credit>(self()));
}

void websocket_connection::grant(std::size_t messages) {
  credit_ += messages;
  read_more();
}

void websocket_connection::read_more() {
  if (reading_ || closing_ || !handler_ || credit_ == 0)
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
  if (handler_ && !closing_) {
    --credit_;
    const auto handler = handler_;
    handler->on_frame(stream_.got_text() ? frame_kind::text : frame_kind::binary, payload);
  }
  message_.clear();
  if (message_.capacity() > kept_buffer)
    message_.shrink_to_fit();
}

void websocket_connection::on_read_failed(error_code why) {
  reading_ = false;
  if (closing_)
    return;
  close_code_ = why != websocket::error::closed ? close_code_of(why)
                : stream_.reason().code == websocket::close_code::none
                    ? no_status
                    : static_cast<std::uint16_t>(stream_.reason().code);
  finish();
}

void websocket_connection::on_close_wanted(std::uint16_t code, std::string_view reason) {
  // A second close would hang in Beast; after the peer's close it is too late.
  if (!handler_ || std::exchange(closing_, true))
    return;
  close_code_ = code;
  thread_->tick_within(limits_.drain_timeout);
  close_deadline_ = std::chrono::steady_clock::now() + limits_.drain_timeout;
  const boost::beast::string_view text{reason.data(), reason.size()};
  stream_.async_close({websocket::close_code{code}, text}, [self = self()](error_code) {
    self->closing_ = false;
    self->finish();
  });
}

void websocket_connection::on_broken() {
  if (!reading_ && !closing_)
    finish();
}

void websocket_connection::on_tick(time_point now) {
  out_->on_tick(now);
  if (now >= close_deadline_)
    return out_->abort();
  if (out_->take_input_seen()) {
    last_input_ = now;
    pinged_ = false;
  }
  // Without credit nothing is read, so silence says nothing about the peer.
  if (!reading_ || closing_)
    return;
  if (now - last_input_ >= 2 * limits_.idle_timeout)
    return out_->abort();
  if (now - last_input_ >= limits_.idle_timeout && !pinged_ && !std::exchange(pinging_, true)) {
    pinged_ = true;
    stream_.async_ping({}, [self = self()](error_code) { self->pinging_ = false; });
  }
}

void websocket_connection::on_stop() {
  out_->abort();
  finish();
}

void websocket_connection::finish() {
  const auto keep = self();
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
