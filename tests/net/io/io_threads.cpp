#include "net/io/io_threads.hpp"

#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace vestnik::net::io_threads_tests {

TEST_SUITE_BEGIN("net/io/io_threads");

using namespace vestnik;
using namespace std::chrono_literals;

namespace {

/// Waits for a promise, but not for ever.
template <class T>
T got(std::future<T> future) {
  if (future.wait_for(10s) != std::future_status::ready)
    throw std::runtime_error("waited ten seconds");
  return future.get();
}

} // namespace

TEST_CASE("work runs on the thread it was posted to, in order") {
  net::io_threads threads{2, {}};
  threads.start();
  REQUIRE(threads.size() == 2);
  for (std::size_t index = 0; index < threads.size(); ++index) {
    std::promise<std::vector<int>> done;
    std::vector<int> order;
    for (int i = 0; i < 100; ++i)
      threads.at(index).post([&order, i] { order.push_back(i); });
    threads.at(index).post([&] {
      CHECK(threads.at(index).running_in_this_thread());
      CHECK_FALSE(threads.at(1 - index).running_in_this_thread());
      done.set_value(order);
    });
    const auto ran = got(done.get_future());
    REQUIRE(ran.size() == 100);
    CHECK(std::ranges::is_sorted(ran));
  }
  CHECK_FALSE(threads.at(0).running_in_this_thread());
}

TEST_CASE("work posted before the start runs once the threads run") {
  net::io_threads threads{1, {}};
  std::promise<int> done;
  threads.at(0).post([&] { done.set_value(7); });
  threads.start();
  CHECK(got(done.get_future()) == 7);
}

TEST_CASE("delayed work runs in the order of its delays") {
  net::io_threads threads{1, {}};
  threads.start();
  std::promise<std::string> done;
  std::string order;
  threads.at(0).post([&] {
    threads.at(0).post_after(30ms, [&] { done.set_value(order + "c"); });
    threads.at(0).post_after(15ms, [&] { order += "b"; });
    threads.at(0).post_after(0ms, [&] { order += "a"; });
  });
  CHECK(got(done.get_future()) == "abc");
}

TEST_CASE("stopping destroys what is pending, and drops what comes later") {
  const auto witness = std::make_shared<int>(0);
  net::io_threads threads{2, {}};
  threads.start();
  std::promise<void> armed;
  threads.at(0).post_after(24h, [witness] { FAIL("ran a day early"); });
  threads.at(0).post([&] { armed.set_value(); });
  got(armed.get_future());
  CHECK(witness.use_count() == 2);
  threads.stop();
  CHECK(witness.use_count() == 1);
  threads.at(0).post([witness] { FAIL("ran after the end"); });
  threads.at(1).post_after(0ms, [witness] { FAIL("ran after the end"); });
  CHECK(witness.use_count() == 1);
}

TEST_CASE("threads that never started let go of posted work") {
  const auto witness = std::make_shared<int>(0);
  {
    net::io_threads threads{1, {}};
    threads.at(0).post([witness] { FAIL("never started"); });
    CHECK(witness.use_count() == 2);
  }
  CHECK(witness.use_count() == 1);
}

TEST_CASE("work posted from many threads all runs") {
  net::io_threads threads{2, {}};
  threads.start();
  std::atomic<int> ran = 0;
  std::promise<void> all;
  constexpr int each = 2'000;
  std::vector<std::thread> posters;
  for (std::size_t poster = 0; poster < 4; ++poster)
    posters.emplace_back([&, poster] {
      for (int i = 0; i < each; ++i)
        threads.at(poster % 2).post([&] {
          if (++ran == 4 * each)
            all.set_value();
        });
    });
  for (auto& poster : posters)
    poster.join();
  got(all.get_future());
  CHECK(ran == 4 * each);
}

TEST_CASE("rules that cannot be used name their setting") {
  CHECK_THROWS_WITH_AS((net::io_threads{1, {{"10.0.0.0"}, {}, {}}}),
                       doctest::Contains("mail.allow-private-ranges"), std::runtime_error);
  CHECK_THROWS_WITH_AS((net::io_threads{1, {{}, {}, "/missing/ca.pem"}}),
                       doctest::Contains("mail.extra-ca"), std::runtime_error);
}

} // namespace vestnik::net::io_threads_tests
