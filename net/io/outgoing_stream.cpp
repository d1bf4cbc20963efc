#include "net/io/outgoing_stream.hpp"

#include "net/io/connection_log.hpp"
#include "net/io/resolver.hpp"
#include "net/io/tls_transport.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace vestnik::net {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// Reads one after the other before other connections have their turn.
constexpr int reads_per_turn = 8;

/// A silent address gets the next one beside it at the first tick after so long (RFC 8305 §5, §8).
constexpr std::chrono::milliseconds attempt_delay{250};

/// A dead peer that we only listen to (IDLE) is noticed after about four minutes.
void keep_alive(tcp_socket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  socket.set_option(boost::asio::socket_base::keep_alive{true}, ignored);
  for (const auto& [name, value] : std::array<std::pair<int, int>, 3>{
           {{TCP_KEEPIDLE, 120}, {TCP_KEEPINTVL, 30}, {TCP_KEEPCNT, 4}}})
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, name, &value, sizeof value);
}

/// What a stream is doing; each phase may end it.
///
///     resolving ─▶ connecting ─▶ securing ─▶ open ─▶ ended
///                      │ (plain)              ▲ │ start_tls
///                      └──────────────────────┤ ▼
///                                          upgrading
enum class stream_phase : std::uint8_t { resolving, connecting, securing, upgrading, open, ended };
constexpr std::array<std::string_view, 6> stream_phase_names{"resolving", "connecting", "securing",
                                                             "upgrading", "open",       "ended"};

class outgoing_stream final : public resident, public flushable {
public:
  outgoing_stream(std::shared_ptr<io_thread> thread, const outgoing_gate& gate,
                  stream_target target, std::shared_ptr<byte_stream_handler> handler)
      : thread_(std::move(thread))
      , gate_(gate)
      , target_(std::move(target))
      , handler_(std::move(handler)) {}

  void start();
  void on_tick(time_point now) override;
  void on_stop() override;
  void flush() override;

  void send(std::string_view bytes);
  void start_tls();
  void pause() { paused_ = true; }
  void resume();
  void expect_bytes_within(std::chrono::milliseconds limit);
  void close();
  void let_go() {
    handler_.reset();
    shut("its owner let it go");
  }

private:
  void on_resolved(const resolver::answer& found);
  void connect_next();
  void on_connected(tcp_socket socket);
  void secure();
  /// @param opened_from the phase before.
  void on_open(stream_phase opened_from);
  void read_more();
  void on_writable() {
    send_waits_ = false;
    flush();
  }
  void wait(step_state state, void (outgoing_stream::*then)());
  void post(void (outgoing_stream::*call)());
  void end(model::error reason);
  void unreachable(std::string reason) {
    end({model::ec::mail_unreachable, std::move(reason), "host"});
  }
  void shut(std::string_view reason);
  std::string name() const { return fmt::format("{}:{}", target_.host, target_.port); }

  std::shared_ptr<outgoing_stream> self() {
    return std::static_pointer_cast<outgoing_stream>(shared_from_this());
  }

  const std::shared_ptr<io_thread> thread_;
  const outgoing_gate& gate_;
  const stream_target target_;
  std::shared_ptr<byte_stream_handler> handler_;
  std::optional<resolver> resolver_;
  std::vector<tcp::endpoint> addresses_;
  std::size_t next_address_ = 0;
  time_point next_attempt_ = time_point::max();
  std::list<tcp_socket> connecting_;
  std::unique_ptr<transport> transport_;
  stream_phase phase_ = stream_phase::resolving;
  /// Waits begun under an earlier number are stale.
  unsigned generation_ = 0;
  /// A read is under way, or a wait for one.
  bool reading_ = false;
  bool paused_ = false;
  /// What could not be sent waits until the socket takes more.
  bool send_waits_ = false;
  std::string out_;
  time_point deadline_ = time_point::max();
  std::chrono::milliseconds silence_limit_{};
};

void outgoing_stream::start() {
  enroll(*thread_);
  thread_->tick_within(target_.connect_timeout);
  if (const auto numeric = numeric_address(target_.host))
    return thread_->post([self = self(), address = *numeric] { self->on_resolved({{address}}); });
  resolver_.emplace(thread_->context(), gate_.names);
  resolver_->resolve(target_.host,
                     [self = self()](const auto& found) { self->on_resolved(found); });
}

void outgoing_stream::on_resolved(const resolver::answer& found) {
  if (phase_ != stream_phase::resolving)
    return;
  if (!found)
    return end(found.error());
  std::optional<model::error> refusal;
  for (const auto& address : *found)
    if (const auto verdict = gate_.addresses.check(address, target_.port); verdict)
      addresses_.emplace_back(address, target_.port);
    else
      refusal = verdict.error();
  if (addresses_.empty())
    return end(std::move(*refusal));
  phase_ = stream_phase::connecting;
  deadline_ = std::chrono::steady_clock::now() + target_.connect_timeout;
  connect_next();
}

void outgoing_stream::connect_next() {
  if (next_address_ == addresses_.size())
    return;
  const auto endpoint = addresses_[next_address_++];
  next_attempt_ = std::chrono::steady_clock::now() + attempt_delay;
  const auto attempt = connecting_.emplace(connecting_.end(), thread_->context());
  attempt->async_connect(endpoint, [self = self(), attempt](error_code failed) {
    if (self->phase_ != stream_phase::connecting)
      return;
    if (!failed)
      return self->on_connected(std::move(*attempt));
    self->connecting_.erase(attempt);
    self->connect_next();
    if (self->connecting_.empty())
      self->unreachable(fmt::format("cannot connect to {}: {}", self->name(), failed.message()));
  });
}

void outgoing_stream::on_connected(tcp_socket socket) {
  connecting_.clear();
  keep_alive(socket);
  error_code failed;
  socket.native_non_blocking(true, failed);
  if (target_.security == stream_security::tls) {
    transport_ = make_tls_client_transport(std::move(socket), gate_.tls, target_.host);
    phase_ = stream_phase::securing;
    return secure();
  }
  transport_ = make_plain_transport(std::move(socket));
  on_open(stream_phase::connecting);
}

void outgoing_stream::secure() {
  const auto step = transport_->handshake();
  if (step.state == step_state::done)
    return on_open(phase_);
  if (step.state == step_state::ended || step.state == step_state::failed)
    return unreachable(fmt::format("no secure connection to {}: {}", name(),
                                   step.state == step_state::ended ? "the server hung up"
                                                                   : transport_->failure()));
  wait(step.state, &outgoing_stream::secure);
}

void outgoing_stream::on_open(stream_phase opened_from) {
  phase_ = stream_phase::open;
  expect_bytes_within(silence_limit_);
  const auto handler = handler_;
  if (opened_from == stream_phase::upgrading)
    handler->on_secured();
  else
    handler->on_connected();
  flush();
  if (phase_ == stream_phase::open)
    read_more();
}

void outgoing_stream::read_more() {
  static thread_local std::array<char, 64 * 1024> input;
  reading_ = true;
  const auto generation = generation_;
  for (int reads = 0; reads < reads_per_turn; ++reads) {
    if (phase_ != stream_phase::open || generation != generation_)
      return;
    if (paused_) {
      reading_ = false;
      return;
    }
    const auto step = transport_->read(input);
    switch (step.state) {
    case step_state::done: {
      if (silence_limit_.count() > 0)
        deadline_ = std::chrono::steady_clock::now() + silence_limit_;
      const auto handler = handler_;
      handler->on_bytes({input.data(), step.bytes});
      break;
    }
    case step_state::ended:
      return unreachable(fmt::format("{} closed the connection", name()));
    case step_state::failed:
      return unreachable(fmt::format("connection to {} broke: {}", name(), transport_->failure()));
    default:
      return wait(step.state, &outgoing_stream::read_more);
    }
  }
  post(&outgoing_stream::read_more);
}

void outgoing_stream::send(std::string_view bytes) {
  if (phase_ == stream_phase::ended)
    return;
  out_ += bytes;
  if (!is_marked())
    thread_->mark(*this);
}

void outgoing_stream::flush() {
  if (phase_ != stream_phase::open || send_waits_)
    return;
  const auto keep = self();
  while (!out_.empty()) {
    const iovec part{out_.data(), out_.size()};
    const auto step = transport_->send({&part, 1});
    out_.erase(0, step.bytes);
    if (step.state == step_state::failed)
      return unreachable(fmt::format("connection to {} broke: {}", name(), transport_->failure()));
    send_waits_ = step.state != step_state::done;
    if (send_waits_)
      return wait(step.state, &outgoing_stream::on_writable);
  }
}

void outgoing_stream::start_tls() {
  if (phase_ != stream_phase::open)
    return;
  // What came in plain and was not read is left in the socket, where the handshake
  // refuses it: it never reaches the handler as if it were secret.
  flush();
  if (phase_ != stream_phase::open)
    return;
  phase_ = stream_phase::upgrading;
  ++generation_;
  send_waits_ = false;
  out_.clear();
  transport_ = make_tls_client_transport(transport_->release(), gate_.tls, target_.host);
  deadline_ = std::chrono::steady_clock::now() + target_.connect_timeout;
  post(&outgoing_stream::secure);
}

void outgoing_stream::resume() {
  paused_ = false;
  if (phase_ == stream_phase::open && !std::exchange(reading_, true))
    post(&outgoing_stream::read_more);
}

void outgoing_stream::expect_bytes_within(std::chrono::milliseconds limit) {
  silence_limit_ = limit;
  if (phase_ != stream_phase::open)
    return;
  if (limit.count() > 0)
    thread_->tick_within(limit);
  deadline_ = limit.count() > 0 ? std::chrono::steady_clock::now() + limit : time_point::max();
}

void outgoing_stream::on_tick(time_point now) {
  if (phase_ == stream_phase::connecting && now >= next_attempt_)
    connect_next();
  if (now < deadline_)
    return;
  end({model::ec::unavailable,
       phase_ == stream_phase::open
           ? fmt::format("{} has said nothing for {} s", name(), silence_limit_.count() / 1000.0)
           : fmt::format("{} did not answer within {} s", name(),
                         target_.connect_timeout.count() / 1000.0),
       "host"});
}

void outgoing_stream::on_stop() { end({model::ec::unavailable, "the server is stopping"}); }

void outgoing_stream::close() {
  thread_->post([self = self()] {
    self->flush();
    if (self->phase_ == stream_phase::open && self->out_.empty())
      static_cast<void>(self->transport_->finish_sending());
    self->end({model::ec::none, {}});
  });
}

void outgoing_stream::wait(step_state state, void (outgoing_stream::*then)()) {
  transport_->wait(state, [self = self(), then, generation = generation_](error_code) {
    if (generation != self->generation_ || self->phase_ == stream_phase::ended)
      return;
    ((*self).*then)();
  });
}

void outgoing_stream::post(void (outgoing_stream::*call)()) {
  thread_->post([self = self(), call, generation = generation_] {
    if (generation == self->generation_ && self->phase_ != stream_phase::ended)
      ((*self).*call)();
  });
}

void outgoing_stream::end(model::error reason) {
  if (phase_ == stream_phase::ended)
    return;
  const auto keep = self();
  shut(reason.code == model::ec::none ? "its owner closed it" : reason.message);
  if (const auto handler = std::exchange(handler_, nullptr))
    handler->on_closed(reason);
}

void outgoing_stream::shut(std::string_view reason) {
  if (phase_ == stream_phase::ended)
    return;
  log_end("stream", name(), stream_phase_names[static_cast<std::size_t>(phase_)], reason);
  phase_ = stream_phase::ended;
  unmark();
  resolver_.reset();
  connecting_.clear();
  transport_.reset();
  leave();
}

/// What the owner holds; its end is the stream's.
class outgoing_handle final : public byte_stream {
public:
  outgoing_handle(std::shared_ptr<io_thread> thread, std::shared_ptr<outgoing_stream> stream)
      : thread_(std::move(thread))
      , stream_(std::move(stream)) {}

  ~outgoing_handle() override {
    if (thread_->running_in_this_thread())
      stream_->let_go();
    else
      thread_->post([stream = stream_] { stream->let_go(); });
  }

  void send(std::string_view bytes) override { stream_->send(bytes); }
  void start_tls() override { stream_->start_tls(); }
  void pause() override { stream_->pause(); }
  void resume() override { stream_->resume(); }
  void expect_bytes_within(std::chrono::milliseconds limit) override {
    stream_->expect_bytes_within(limit);
  }
  void close() override { stream_->close(); }

private:
  std::shared_ptr<io_thread> thread_;
  std::shared_ptr<outgoing_stream> stream_;
};

} // namespace

std::shared_ptr<byte_stream> open_outgoing_stream(std::shared_ptr<io_thread> thread,
                                                  const outgoing_gate& gate, stream_target target,
                                                  std::shared_ptr<byte_stream_handler> handler) {
  auto stream =
      std::make_shared<outgoing_stream>(thread, gate, std::move(target), std::move(handler));
  stream->start();
  return std::make_shared<outgoing_handle>(std::move(thread), std::move(stream));
}

} // namespace vestnik::net
