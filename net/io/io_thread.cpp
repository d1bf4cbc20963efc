#include "net/io/io_thread.hpp"

#include "net/io/outgoing_stream.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

#include <pthread.h>
#include <signal.h>

namespace vestnik::net {

namespace {

/// A turn ends after this many handlers even if more are ready, so that a busy
/// thread still flushes.
constexpr int handlers_per_turn = 1'000;

thread_local const io_thread* current = nullptr;

/// A broken TLS connection must give an error, not a signal: OpenSSL writes without
/// MSG_NOSIGNAL.
void block_sigpipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

} // namespace

void resident::enroll(io_thread& thread) {
  kept_ = shared_from_this();
  thread.residents_.push_back(*this);
  thread.arm_tick();
}

void resident::leave() noexcept {
  if (is_linked())
    unlink();
  kept_.reset();
}

io_thread::io_thread(std::size_t index, std::shared_ptr<const outgoing_gate> gate)
    : index_(index)
    , gate_(std::move(gate)) {
  context_.emplace(1);
  ticker_.emplace(*context_);
}

io_thread::~io_thread() { discard(); }

void io_thread::post(std::function<void()> work) {
  const std::lock_guard lock{mutex_};
  if (closed_)
    return;
  posted_.push_back(std::move(work));
  if (posted_.size() == 1)
    boost::asio::post(*context_, [this] { run_posted(); });
}

void io_thread::post_after(std::chrono::milliseconds delay, std::function<void()> work) {
  post([this, delay, work = std::move(work)]() mutable {
    auto timer = std::make_shared<boost::asio::steady_timer>(*context_, delay);
    timer->async_wait([timer, work = std::move(work)](boost::system::error_code failed) {
      if (!failed)
        work();
    });
  });
}

bool io_thread::running_in_this_thread() const noexcept { return current == this; }

std::shared_ptr<byte_stream> io_thread::connect(stream_target target,
                                                std::shared_ptr<byte_stream_handler> handler) {
  return open_outgoing_stream(shared_from_this(), *gate_, std::move(target), std::move(handler));
}

void io_thread::tick_within(std::chrono::milliseconds deadline) {
  const auto period = std::clamp(deadline / 4, std::chrono::milliseconds{5}, default_tick);
  if (period >= tick_period_)
    return;
  tick_period_ = period;
  if (std::exchange(ticking_, false))
    arm_tick();
}

void io_thread::run() {
  current = this;
  block_sigpipe();
  const auto work = boost::asio::make_work_guard(*context_);
  while (!stopping_) {
    context_->run_one();
    for (int handled = 1; handled < handlers_per_turn && context_->poll_one() > 0; ++handled)
      ;
    flush_marked();
  }
  // What the residents' ended operations still say may bring further residents.
  do {
    while (!residents_.empty())
      residents_.front().shared_from_this()->on_stop();
    for (int handled = 0; handled < handlers_per_turn && context_->poll_one() > 0; ++handled)
      ;
  } while (!residents_.empty());
  current = nullptr;
}

void io_thread::request_stop() {
  post([this] { stopping_ = true; });
}

void io_thread::discard() {
  std::vector<std::function<void()>> dropped;
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    dropped.swap(posted_);
  }
  dropped.clear();
  ticker_.reset();
  context_.reset();
}

void io_thread::run_posted() {
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock{mutex_};
    batch.swap(posted_);
  }
  for (auto& item : batch)
    std::exchange(item, nullptr)();
}

void io_thread::flush_marked() {
  while (!marked_.empty()) {
    auto& item = marked_.front();
    marked_.pop_front();
    item.flush();
  }
}

void io_thread::arm_tick() {
  if (ticking_)
    return;
  ticking_ = true;
  ticker_->expires_after(tick_period_);
  ticker_->async_wait([this](boost::system::error_code failed) {
    if (!failed)
      tick();
  });
}

void io_thread::tick() {
  ticking_ = false;
  const auto now = std::chrono::steady_clock::now();
  // Residents come and go while they are asked: each is moved over before its turn.
  auto waiting = std::move(residents_);
  while (!waiting.empty()) {
    const auto ticked = waiting.front().shared_from_this();
    waiting.pop_front();
    residents_.push_back(*ticked);
    ticked->on_tick(now);
  }
  if (!residents_.empty())
    arm_tick();
}

} // namespace vestnik::net
