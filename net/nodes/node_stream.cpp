#include "net/nodes/node_stream.hpp"

#include "net/io/connection_log.hpp"
#include "net/io/tls_transport.hpp"
#include "net/nodes/frame_head.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

namespace vestnik::net {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// Of 64 KiB and of a TLS record each, before other connections have their turn.
constexpr int link_reads_per_turn = 8;
constexpr int sends_per_turn = 64;

/// What a link is doing; it may end in each phase. A link that was accepted begins by securing.
///
///     connecting ─▶ securing ─▶ open ─▶ ended
enum class link_phase : std::uint8_t { connecting, securing, open, ended };
constexpr std::array<std::string_view, 4> link_phase_names{"connecting", "securing", "open",
                                                           "ended"};

class node_stream final : public node_link, public resident, public flushable {
public:
  node_stream(std::shared_ptr<io_thread> thread, std::shared_ptr<const node_link_terms> terms)
      : thread_(std::move(thread))
      , terms_(std::move(terms)) {}

  void dial(node_target target, std::shared_ptr<node_link_handler> handler);
  void accept(accepted_link link);

  sent send(std::string_view frame) override;
  void taken(std::size_t bytes) override;
  void close() override;

  void on_tick(time_point now) override;
  void on_stop() override { end({model::ec::unavailable, "this node is stopping"}); }
  void flush() override;

private:
  /// What becomes of what is sent: it has been gathered, it will be by work that was posted to
  /// the io thread, or it is refused.
  enum class intake : std::uint8_t { gathered, posted, refused };

  void begin(link_phase first);
  void connect(const tcp::endpoint& endpoint);
  void secure();
  /// Another one takes the place of this one.
  void give_way();
  void on_open();
  void read_more();
  void on_input(std::string_view bytes);
  void gather();
  void on_writable() {
    send_waits_ = false;
    flush();
  }
  void wait(step_state state, void (node_stream::*then)());
  void post(void (node_stream::*call)());
  void broke(std::string reason) { end({model::ec::unavailable, std::move(reason)}); }
  void end(const model::error& reason);
  std::shared_ptr<node_stream> self() {
    return std::static_pointer_cast<node_stream>(shared_from_this());
  }

  const std::shared_ptr<io_thread> thread_;
  const std::shared_ptr<const node_link_terms> terms_;

  std::mutex mutex_;
  /// Guarded: what was sent and not gathered yet; how much waits, that included.
  std::string fresh_;
  std::size_t waiting_ = 0;
  intake intake_ = intake::gathered;

  // On the io thread only.
  /// The name that the other side's certificate must have; empty if it came to us.
  std::string peer_;
  std::string address_;
  std::shared_ptr<node_link_handler> handler_;
  /// Of a link that was accepted and has not proven itself.
  node_port::handler_maker make_;
  refusal_handler refused_;
  std::shared_ptr<void> place_;
  std::optional<tcp_socket> connecting_;
  std::unique_ptr<transport> transport_;
  link_phase phase_ = link_phase::connecting;
  /// A read is under way, or a wait for one.
  bool reading_ = false;
  /// What could not be sent waits until the socket takes more.
  bool send_waits_ = false;
  std::size_t untaken_ = 0;
  std::string in_;
  std::string out_;
  std::size_t out_done_ = 0;
  time_point open_by_;
  time_point last_sent_;
  time_point last_heard_;
};

void node_stream::begin(link_phase first) {
  enroll(*thread_);
  thread_->tick_within(terms_->rules.heartbeat);
  open_by_ = std::chrono::steady_clock::now() + terms_->rules.opening;
  phase_ = first;
}

void node_stream::dial(node_target target, std::shared_ptr<node_link_handler> handler) {
  peer_ = std::move(target.name);
  handler_ = std::move(handler);
  begin(link_phase::connecting);
  // Nodes say where they are by numbers: a link depends on no name server.
  error_code failed;
  const auto address = boost::asio::ip::make_address(target.host, failed);
  address_ = address.is_v6() ? fmt::format("[{}]:{}", target.host, target.port)
                             : fmt::format("{}:{}", target.host, target.port);
  if (failed)
    return broke(fmt::format("{} is not a numeric address", target.host));
  connect({address, target.port});
}

void node_stream::connect(const tcp::endpoint& endpoint) {
  connecting_.emplace(thread_->context());
  connecting_->async_connect(endpoint, [self = self()](error_code failed) {
    if (self->phase_ != link_phase::connecting)
      return;
    if (failed)
      return self->broke(fmt::format("cannot connect to {}: {}", self->address_, failed.message()));
    error_code ignored;
    self->connecting_->set_option(tcp::no_delay{true}, ignored);
    self->connecting_->native_non_blocking(true, ignored);
    self->transport_ = make_tls_client_transport(std::move(*self->connecting_),
                                                 self->terms_->certificates, self->peer_);
    self->connecting_.reset();
    self->phase_ = link_phase::securing;
    self->secure();
  });
}

void node_stream::accept(accepted_link link) {
  address_ = std::move(link.remote_address);
  make_ = std::move(link.make);
  refused_ = std::move(link.refused);
  place_ = link.in->enter(address_, [thread = thread_, me = std::weak_ptr{self()}] {
    thread->post([me] {
      if (const auto alive = me.lock())
        alive->give_way();
    });
  });
  begin(link_phase::securing);
  transport_ = make_tls_server_transport(std::move(link.socket), terms_->certificates);
  secure();
}

void node_stream::secure() {
  const auto step = transport_->handshake();
  if (step.state == step_state::done)
    return on_open();
  if (step.state == step_state::ended)
    return broke("the other side hung up before it had proven itself");
  if (step.state == step_state::failed)
    return broke(transport_->failure());
  wait(step.state, &node_stream::secure);
}

void node_stream::give_way() {
  if (phase_ == link_phase::securing)
    broke("too many others have not proven themselves");
}

void node_stream::on_open() {
  phase_ = link_phase::open;
  place_.reset();
  last_heard_ = last_sent_ = std::chrono::steady_clock::now();
  if (make_)
    handler_ = std::exchange(make_, nullptr)();
  const auto handler = handler_;
  handler->on_open(self(), transport_->peer_name());
  flush();
  if (phase_ == link_phase::open)
    read_more();
}

void node_stream::read_more() {
  static thread_local std::array<char, 64 * 1024> input;
  for (int reads = 0; reads < link_reads_per_turn; ++reads) {
    if (phase_ != link_phase::open)
      return;
    reading_ = untaken_ <= terms_->rules.most_untaken;
    if (!reading_)
      return;
    const auto step = transport_->read(input);
    switch (step.state) {
    case step_state::done:
      on_input({input.data(), step.bytes});
      break;
    case step_state::ended:
      return broke("the other side closed the link");
    case step_state::failed:
      return broke(transport_->failure());
    default:
      return wait(step.state, &node_stream::read_more);
    }
  }
  post(&node_stream::read_more);
}

void node_stream::on_input(std::string_view bytes) {
  last_heard_ = std::chrono::steady_clock::now();
  in_ += bytes;
  const auto handler = handler_;
  std::size_t at = 0;
  while (phase_ == link_phase::open && in_.size() - at >= head_size) {
    const auto length = length_in(std::string_view{in_}.substr(at, head_size));
    if (length > terms_->rules.largest_frame)
      return broke(fmt::format("the other side has announced {} bytes", length));
    if (in_.size() - at - head_size < length)
      break;
    at += head_size;
    if (length > 0) {
      untaken_ += length;
      handler->on_frame(in_.substr(at, length));
      at += length;
    }
  }
  in_.erase(0, at);
}

node_link::sent node_stream::send(std::string_view frame) {
  const auto size = head_size + frame.size();
  const std::lock_guard lock{mutex_};
  if (intake_ == intake::refused)
    return sent::ended;
  if (frame.size() > terms_->rules.largest_frame)
    return sent::too_large;
  if (waiting_ + size > terms_->rules.most_waiting)
    return sent::no_credit;
  waiting_ += size;
  fresh_ += head_of(frame.size());
  fresh_ += frame;
  // One post for all that is sent until it runs.
  if (std::exchange(intake_, intake::posted) == intake::gathered)
    thread_->post([self = self()] { self->gather(); });
  return sent::queued;
}

void node_stream::gather() {
  {
    const std::lock_guard lock{mutex_};
    if (intake_ == intake::posted)
      intake_ = intake::gathered;
    out_ += fresh_;
    fresh_.clear();
  }
  if (phase_ == link_phase::open && !is_marked())
    thread_->mark(*this);
}

void node_stream::flush() {
  if (phase_ != link_phase::open || send_waits_)
    return;
  const auto keep = self();
  const auto before = out_done_;
  step_state state = step_state::done;
  for (int sends = 0; state == step_state::done; ++sends) {
    if (sends == sends_per_turn) {
      post(&node_stream::flush);
      break;
    }
    // Empty as well: then it sends what the transport still holds.
    const iovec part{out_.data() + out_done_, out_.size() - out_done_};
    const auto step = transport_->send({&part, 1});
    state = step.state;
    out_done_ += step.bytes;
    if (state == step_state::done && out_done_ == out_.size())
      break;
  }
  if (out_done_ > before) {
    last_sent_ = std::chrono::steady_clock::now();
    const std::lock_guard lock{mutex_};
    waiting_ -= out_done_ - before;
  }
  if (out_done_ * 2 >= out_.size()) {
    out_.erase(0, out_done_);
    out_done_ = 0;
  }
  if (state == step_state::failed || state == step_state::ended)
    return broke(fmt::format("the link broke: {}", transport_->failure()));
  if (state != step_state::done) {
    send_waits_ = true;
    wait(state, &node_stream::on_writable);
  }
}

void node_stream::taken(std::size_t bytes) {
  thread_->post([self = self(), bytes] {
    self->untaken_ -= bytes;
    if (self->phase_ == link_phase::open && !self->reading_ &&
        self->untaken_ <= self->terms_->rules.most_untaken)
      self->read_more();
  });
}

void node_stream::close() {
  thread_->post([self = self()] {
    self->gather();
    self->flush();
    if (self->phase_ == link_phase::open && !self->send_waits_)
      static_cast<void>(self->transport_->finish_sending());
    self->end({model::ec::none, {}});
  });
}

void node_stream::on_tick(time_point now) {
  const auto& rules = terms_->rules;
  if (phase_ != link_phase::open) {
    if (now >= open_by_)
      broke(fmt::format("no link within {} s", static_cast<double>(rules.opening.count()) / 1000));
    return;
  }
  // A link that does not read hears nothing.
  if (!reading_)
    last_heard_ = now;
  if (now - last_heard_ >= rules.silence)
    return broke(fmt::format("nothing was heard for {} s",
                             static_cast<double>(rules.silence.count()) / 1000));
  if (out_.empty() && now - last_sent_ >= rules.heartbeat)
    static_cast<void>(send({}));
}

void node_stream::wait(step_state state, void (node_stream::*then)()) {
  transport_->wait(state, [self = self(), then](error_code) {
    if (self->phase_ != link_phase::ended)
      ((*self).*then)();
  });
}

void node_stream::post(void (node_stream::*call)()) {
  thread_->post([self = self(), call] {
    if (self->phase_ != link_phase::ended)
      ((*self).*call)();
  });
}

void node_stream::end(const model::error& reason) {
  if (phase_ == link_phase::ended)
    return;
  const auto keep = self();
  log_end("link", address_, link_phase_names[static_cast<std::size_t>(phase_)],
          reason.code == model::ec::none ? "this node closed it" : reason.message);
  phase_ = link_phase::ended;
  unmark();
  {
    const std::lock_guard lock{mutex_};
    intake_ = intake::refused;
    fresh_ = {};
  }
  connecting_.reset();
  transport_.reset();
  place_.reset();
  if (make_ && reason.code != model::ec::none)
    refused_(reason);
  make_ = nullptr;
  leave();
  if (const auto handler = std::exchange(handler_, nullptr))
    handler->on_closed(reason);
}

} // namespace

void open_node_stream(std::shared_ptr<io_thread> thread,
                      std::shared_ptr<const node_link_terms> terms, node_target target,
                      std::shared_ptr<node_link_handler> handler) {
  std::make_shared<node_stream>(std::move(thread), std::move(terms))
      ->dial(std::move(target), std::move(handler));
}

void accept_node_stream(std::shared_ptr<io_thread> thread,
                        std::shared_ptr<const node_link_terms> terms, accepted_link link) {
  std::make_shared<node_stream>(std::move(thread), std::move(terms))->accept(std::move(link));
}

} // namespace vestnik::net
