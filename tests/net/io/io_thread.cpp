#include "net/io/io_thread.hpp"

#include <doctest/doctest.h>
#include <future>

namespace vestnik::net::io_thread_tests {

TEST_SUITE_BEGIN("net/io/io_thread");

using namespace vestnik;
using namespace std::chrono_literals;

namespace {

class counted_flush final : public net::flushable {
public:
  explicit counted_flush(net::io_thread& thread)
      : thread_(thread) {}
  void touch() {
    if (!is_marked())
      thread_.mark(*this);
  }
  void flush() override { ++flushes; }
  int flushes = 0;

private:
  net::io_thread& thread_;
};

class patient_resident final : public net::resident {
public:
  void arrive(net::io_thread& thread) { enroll(thread); }
  void on_tick(time_point) override {
    ticked.set_value();
    leave();
  }
  void on_stop() override {
    stopped = true;
    leave();
  }
  std::promise<void> ticked;
  bool stopped = false;
};

} // namespace

TEST_CASE("an outbox marked many times in a turn is flushed once, at its end") {
  net::io_threads threads{1, {}};
  auto& thread = *threads.workers().front();
  counted_flush marked{thread};
  std::promise<int> during;
  std::promise<int> after;
  thread.post([&] {
    for (int i = 0; i < 100; ++i)
      marked.touch();
    thread.post([&] {
      marked.touch();
      during.set_value(marked.flushes);
      thread.post_after(1ms, [&] { after.set_value(marked.flushes); });
    });
  });
  threads.start();
  CHECK(during.get_future().get() == 0);
  CHECK(after.get_future().get() == 1);
  threads.stop();
}

TEST_CASE("an outbox destroyed while marked is not flushed") {
  net::io_threads threads{1, {}};
  auto& thread = *threads.workers().front();
  std::promise<void> done;
  thread.post([&] {
    auto marked = std::make_unique<counted_flush>(thread);
    marked->touch();
    marked.reset();
    thread.post_after(0ms, [&] { done.set_value(); });
  });
  threads.start();
  done.get_future().get();
}

TEST_CASE("residents are asked about their deadlines, and kept until they leave") {
  net::io_threads threads{1, {}};
  auto& thread = *threads.workers().front();
  auto resident = std::make_shared<patient_resident>();
  std::weak_ptr<patient_resident> watched = resident;
  auto ticked = resident->ticked.get_future();
  thread.tick_within(20ms);
  thread.post([&thread, mine = std::move(resident)] { mine->arrive(thread); });
  threads.start();
  REQUIRE(ticked.wait_for(10s) == std::future_status::ready);
  threads.stop();
  CHECK(watched.expired());
}

TEST_CASE("residents are told when the thread stops") {
  net::io_threads threads{1, {}};
  auto& thread = *threads.workers().front();
  const auto resident = std::make_shared<patient_resident>();
  thread.post([&] { resident->arrive(thread); });
  threads.start();
  threads.stop();
  CHECK(resident->stopped);
  CHECK(resident.use_count() == 1);
}

} // namespace vestnik::net::io_thread_tests
