#include "tests/net/support/running_server.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace vestnik::net::test {

namespace {

template <class Condition>
void wait_for(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
              Condition condition) {
  if (!changed.wait_for(lock, std::chrono::seconds{10}, condition))
    throw std::runtime_error("waited ten seconds for a session event");
}

} // namespace

void probe_session::on_open(std::shared_ptr<outbox> out, std::shared_ptr<inbound_credit> in) {
  out_ = std::move(out);
  credit_ = std::move(in);
  {
    const std::lock_guard lock{mutex_};
    opened_ = true;
  }
  changed_.notify_all();
  if (first_credit_ > 0)
    credit_->grant(first_credit_);
}

void probe_session::on_frame(frame_kind kind, std::string_view payload) {
  {
    const std::lock_guard lock{mutex_};
    messages_.emplace_back(payload);
  }
  changed_.notify_all();
  if (on_message_)
    on_message_(*this, kind, payload);
}

void probe_session::on_close(std::uint16_t code) {
  {
    const std::lock_guard lock{mutex_};
    if (closed_)
      throw std::logic_error("on_close came twice");
    closed_ = code;
  }
  changed_.notify_all();
}

void probe_session::wait_open() {
  std::unique_lock lock{mutex_};
  wait_for(lock, changed_, [this] { return opened_; });
}

std::uint16_t probe_session::wait_close() {
  std::unique_lock lock{mutex_};
  wait_for(lock, changed_, [this] { return closed_.has_value(); });
  return *closed_;
}

std::vector<std::string> probe_session::wait_messages(std::size_t count) {
  std::unique_lock lock{mutex_};
  wait_for(lock, changed_, [&] { return messages_.size() >= count; });
  return messages_;
}

std::shared_ptr<probe_session> echo_session() {
  return std::make_shared<probe_session>(
      [](probe_session& session, frame_kind kind, std::string_view payload) {
        session.out()->push(make_frame(kind, payload));
      });
}

std::shared_ptr<probe_session> silent_session(std::size_t first_credit) {
  return std::make_shared<probe_session>(probe_session::reaction{}, first_credit);
}

void http_stub::handle(model::http_request request, std::size_t io_thread, http_responder respond) {
  if (on_request)
    return on_request(std::move(request), io_thread, std::move(respond));
  respond({404, {{"Content-Type", "text/plain"}}, "nothing at " + request.path});
}

void upgrade_stub::on_upgrade(model::http_request request, std::size_t,
                              std::shared_ptr<upgrade_decision> decision) {
  if (on_request)
    return on_request(std::move(request), std::move(decision));
  decision->accept(echo_session(), {});
}

running_server::running_server(std::size_t threads)
    : threads_(std::make_unique<io_threads>(threads, outgoing_rules{})) {
  settings.port = 0;
  settings.names = {"vestnik.test", "a"};
  folder.write("index.html", "<!doctype html><title>vestnik</title>");
  settings.web_root = folder.path();
}

running_server::~running_server() { threads_->stop(); }

void running_server::start() {
  server_ = std::make_unique<server>(*threads_, settings, http, upgrades);
  threads_->start();
}

void running_server::accept_with(std::shared_ptr<connection_handler> session) {
  upgrades.on_request =
      [session = std::move(session)](const model::http_request&,
                                     const std::shared_ptr<upgrade_decision>& decision) {
        decision->accept(session, {});
      };
}

void running_server::run(const std::function<void()>& work, std::size_t io_thread) {
  std::promise<void> done;
  threads_->at(io_thread).post([&] {
    work();
    done.set_value();
  });
  if (done.get_future().wait_for(std::chrono::seconds{10}) != std::future_status::ready)
    throw std::runtime_error("the io thread did not run the work");
}

outgoing_rules loopback_rules(std::vector<std::uint16_t> ports) {
  return {{"127.0.0.0/8"}, std::move(ports), {}};
}

} // namespace vestnik::net::test
