#include "net/io/lingering_close.hpp"

#include <utility>

namespace vestnik::net {

namespace {

class lingering_connection final : public resident {
public:
  lingering_connection(std::unique_ptr<transport> connection, time_point deadline,
                       std::shared_ptr<const void> held)
      : connection_(std::move(connection))
      , deadline_(deadline)
      , held_(std::move(held)) {}

  void start(io_thread& thread) {
    enroll(thread);
    finish_sending();
  }

  void on_tick(time_point now) override {
    if (now >= deadline_)
      on_stop();
  }

  void on_stop() override {
    connection_.reset();
    held_.reset();
    leave();
  }

private:
  void finish_sending() {
    const auto step = connection_->finish_sending();
    if (step.state == step_state::failed)
      return on_stop();
    if (step.state == step_state::done)
      return discard_input();
    wait(step.state, &lingering_connection::finish_sending);
  }

  void discard_input() {
    const auto step = connection_->discard_input();
    if (step.state == step_state::ended || step.state == step_state::failed)
      return on_stop();
    wait(step.state, &lingering_connection::discard_input);
  }

  void wait(step_state state, void (lingering_connection::*then)()) {
    connection_->wait(state,
                      [self = std::static_pointer_cast<lingering_connection>(shared_from_this()),
                       then](boost::system::error_code) {
                        if (self->connection_)
                          ((*self).*then)();
                      });
  }

  std::unique_ptr<transport> connection_;
  const time_point deadline_;
  std::shared_ptr<const void> held_;
};

} // namespace

void close_lingering(io_thread& thread, std::unique_ptr<transport> connection,
                     std::chrono::milliseconds limit, std::shared_ptr<const void> held) {
  thread.tick_within(limit);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::make_shared<lingering_connection>(std::move(connection), deadline, std::move(held))
      ->start(thread);
}

} // namespace vestnik::net
