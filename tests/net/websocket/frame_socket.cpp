#include "net/websocket/frame_socket.hpp"

#include "net/io/io_thread.hpp"
#include "tests/net/support/blocking_client.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <functional>
#include <future>
#include <random>
#include <stdexcept>

#include <sys/socket.h>

namespace vestnik::net::frame_socket_tests {

TEST_SUITE_BEGIN("net/websocket/frame_socket");

using namespace vestnik;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// A socket pair whose sending side takes as few bytes as `appetite` says, and says
/// between them that it would block.
class reluctant_transport final : public net::transport {
public:
  reluctant_transport(net::tcp_socket socket, std::function<std::size_t()> appetite)
      : transport(std::move(socket))
      , appetite_(std::move(appetite)) {}

  net::io_step handshake() override { return {}; }
  net::io_step read(std::span<char> into) override {
    const auto n = ::recv(descriptor(), into.data(), into.size(), MSG_DONTWAIT);
    if (n > 0)
      return {net::step_state::done, static_cast<std::size_t>(n)};
    return {n == 0 ? net::step_state::ended : net::step_state::wait_readable};
  }
  net::io_step send(std::span<const iovec> parts) override {
    ++sends;
    std::string offered;
    for (const auto& part : parts)
      offered.append(static_cast<const char*>(part.iov_base), part.iov_len);
    if (offered.empty())
      return {};
    const auto size = std::min(offered.size(), appetite_());
    const auto n = size == 0 ? 0 : ::send(descriptor(), offered.data(), size, MSG_DONTWAIT);
    const auto sent = n < 0 ? 0 : static_cast<std::size_t>(n);
    return {sent < offered.size() ? net::step_state::wait_writable : net::step_state::done, sent};
  }
  net::io_step finish_sending() override {
    ::shutdown(descriptor(), SHUT_WR);
    return {};
  }

  static inline std::atomic<int> sends = 0;

private:
  std::function<std::size_t()> appetite_;
};

class recording_owner final : public net::outbox_owner {
public:
  void on_close_wanted(std::uint16_t code, std::string_view reason) override {
    closes.emplace_back(code, reason);
  }
  void on_broken() override { ++broken; }
  std::vector<std::pair<std::uint16_t, std::string>> closes;
  int broken = 0;
};

struct fixture {
  net::io_threads threads{1, {}};
  std::shared_ptr<recording_owner> owner = std::make_shared<recording_owner>();
  std::shared_ptr<net::frame_socket> out;
  std::optional<net::test::blocking_client> peer;

  explicit fixture(std::function<std::size_t()> appetite = {}, net::outbox_limits limits = {},
                   std::chrono::milliseconds drain_limit = 5s) {
    threads.start();
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) != 0)
      throw std::runtime_error("no socket pair");
    peer.emplace(pair[1]);
    run([&] {
      const auto thread = threads.workers().front();
      net::tcp_socket socket{thread->context()};
      socket.assign(boost::asio::ip::tcp::v4(), pair[0]);
      std::unique_ptr<net::transport> transport;
      if (appetite)
        transport = std::make_unique<reluctant_transport>(std::move(socket), std::move(appetite));
      else
        transport = net::make_plain_transport(std::move(socket));
      out = std::make_shared<net::frame_socket>(thread, std::move(transport), limits, "",
                                                drain_limit);
      out->open(owner);
    });
  }

  ~fixture() {
    run([&] { out->abort(); });
    threads.stop();
  }

  /// Runs work after everything that earlier work has posted.
  void run(const std::function<void()>& work) {
    run_next([] {});
    run_next(work);
  }

private:
  void run_next(const std::function<void()>& work) {
    std::promise<void> done;
    threads.at(0).post([&] {
      work();
      done.set_value();
    });
    if (done.get_future().wait_for(10s) != std::future_status::ready)
      throw std::runtime_error("the io thread hangs");
  }
};

std::string control(std::uint8_t opcode, std::string_view payload) {
  return std::string{static_cast<char>(0x80 | opcode), static_cast<char>(payload.size())} +
         std::string{payload};
}

net::io_completion ignored() {
  return net::io_completion{[](boost::system::error_code, std::size_t) {}};
}

net::frame_ptr frame(std::string_view payload) {
  return net::make_frame(net::frame_kind::text, payload);
}

} // namespace

TEST_CASE("frames pushed in one turn leave in one send") {
  fixture f{[] { return std::size_t{1'000'000}; }};
  reluctant_transport::sends = 0;
  f.run([&] {
    for (int i = 0; i < 16; ++i)
      CHECK(f.out->push(frame("x")) == net::push_result::queued);
    CHECK(f.out->pending_bytes() == 48);
  });
  CHECK(f.peer->read(48).size() == 48);
  CHECK(reluctant_transport::sends == 1);
}

TEST_CASE("frames up to 70 KB, pings and the close stay whole, whatever the kernel takes") {
  for (const unsigned seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
    CAPTURE(seed);
    std::mt19937 random{seed};
    fixture f{[&random] { return random() % 9 == 0 ? 0 : random() % 20'000; },
              {64 * 1024 * 1024, 100'000}};
    std::string expected;
    std::size_t pings = 0;
    f.run([&] {
      std::mt19937 sizes{seed + 100};
      for (int i = 0; i < 300; ++i) {
        const auto item = frame(std::string(sizes() % (i % 10 == 0 ? 70'000 : 300), 'a'));
        REQUIRE(f.out->push(item) == net::push_result::queued);
        expected += item->bytes();
        if (i % 7 == 0) {
          f.out->write(control(0x9, "p"), ignored());
          ++pings;
        }
        if (i % 31 == 0)
          f.out->flush();
      }
      f.out->write(control(0x8, "\x03\xe8"), ignored());
      f.out->teardown(ignored());
    });
    const auto got = f.peer->read_to_end();
    std::string data;
    std::size_t got_pings = 0;
    std::size_t at = 0;
    while (at < got.size()) {
      const auto first = static_cast<unsigned char>(got[at]);
      std::size_t header = 2;
      std::size_t size = static_cast<unsigned char>(got[at + 1]);
      if (size == 126) {
        size = static_cast<unsigned char>(got[at + 2]) * 256U +
               static_cast<unsigned char>(got[at + 3]);
        header = 4;
      } else if (size == 127) {
        size = 0;
        for (std::size_t i = 2; i < 10; ++i)
          size = size * 256 + static_cast<unsigned char>(got[at + i]);
        header = 10;
      }
      REQUIRE(at + header + size <= got.size());
      if (first == 0x81)
        data.append(got, at, header + size);
      else if (first == 0x89)
        ++got_pings;
      else
        CHECK((first == 0x88 && at + header + size == got.size()));
      at += header + size;
    }
    CHECK(data == expected);
    CHECK(got_pings == pings);
  }
}

TEST_CASE("much pushed in one turn is no overflow while the kernel takes it") {
  fixture f{{}, {100, 3}};
  f.run([&] {
    for (int i = 0; i < 100; ++i)
      CHECK(f.out->push(frame("x")) == net::push_result::queued);
  });
  CHECK(f.peer->read(300).size() == 300);
}

TEST_CASE("overflow drops what has not started, seals, and asks for a close, but later") {
  fixture f{[] { return std::size_t{0}; }, {100, 3}};
  f.run([&] {
    for (int i = 0; i < 3; ++i)
      CHECK(f.out->push(frame("x")) == net::push_result::queued);
    CHECK(f.out->push(frame("y")) == net::push_result::overflow);
    CHECK(f.out->pending_bytes() == 0);
    CHECK(f.out->push(frame("z")) == net::push_result::closed);
    CHECK(f.owner->closes.empty());
  });
  f.run([&] {
    REQUIRE(f.owner->closes.size() == 1);
    CHECK(f.owner->closes[0].first == 4009);
    CHECK(f.owner->closes[0].second == R"({"code":"slow_reader"})");
  });
}

TEST_CASE("a close is asked for once, its reason cut at a character, and nothing follows it") {
  fixture f;
  f.run([&] {
    std::string reason(122, 'a');
    reason += "\xc3\xa9";
    f.out->close(4012, reason);
    f.out->close(4000, "again");
    CHECK(f.out->push(frame("x")) == net::push_result::closed);
    REQUIRE(f.owner->closes.size() == 1);
    CHECK(f.owner->closes[0].first == 4012);
    CHECK(f.owner->closes[0].second == std::string(122, 'a'));
  });
}

TEST_CASE(
    "when_flushed calls all, in order and from a later turn, when the kernel has everything") {
  bool hungry = false;
  fixture f{[&hungry] { return hungry ? std::size_t{100} : std::size_t{0}; }};
  int before = 0;
  std::promise<std::size_t> drained;
  auto future = drained.get_future();
  f.run([&] {
    REQUIRE(f.out->push(frame("hello")) == net::push_result::queued);
    f.out->when_flushed([&] { ++before; });
    f.out->when_flushed([&] { drained.set_value(f.out->pending_bytes()); });
  });
  CHECK(future.wait_for(0s) == std::future_status::timeout);
  f.run([&] { hungry = true; });
  REQUIRE(future.wait_for(10s) == std::future_status::ready);
  CHECK(future.get() == 0);
  CHECK(before == 1);
}

TEST_CASE("a flood of control frames holds back the writer until it has drained") {
  bool hungry = false;
  fixture f{[&hungry] { return hungry ? std::size_t{1'000'000} : std::size_t{0}; }};
  std::atomic<int> completed = 0;
  const auto count = [&] {
    return net::io_completion{
        [&completed](boost::system::error_code, std::size_t) { ++completed; }};
  };
  const auto pong = control(0xa, std::string(125, 'p'));
  const int fitting = static_cast<int>(net::outbox_queue::control_limit / pong.size());
  f.run([&] {
    for (int i = 0; i < fitting; ++i)
      f.out->write(pong, count());
  });
  f.run([&] { CHECK(completed == fitting); });
  f.run([&] { f.out->write(pong, count()); });
  f.run([&] { CHECK(completed == fitting); });
  f.run([&] { hungry = true; });
  CHECK(f.peer->read(pong.size() * static_cast<std::size_t>(fitting + 1)).size() > 0);
  f.run([&] { CHECK(completed == fitting + 1); });
}

TEST_CASE("aborting ends every pending operation and lets the frames go") {
  fixture f{[] { return std::size_t{0}; }};
  const auto shared = frame("x");
  std::atomic<int> ended = 0;
  std::array<char, 16> into{};
  f.run([&] {
    f.out->read(boost::asio::buffer(into),
                net::io_completion{[&](boost::system::error_code failed, std::size_t) {
                  CHECK(failed == boost::asio::error::operation_aborted);
                  ++ended;
                }});
    f.out->write(std::string(20'000, '\x8a'),
                 net::io_completion{[&](boost::system::error_code failed, std::size_t) {
                   CHECK(failed == boost::asio::error::operation_aborted);
                   ++ended;
                 }});
    REQUIRE(f.out->push(shared) == net::push_result::queued);
    f.out->abort();
    CHECK(shared.use_count() == 1);
    CHECK(f.out->push(shared) == net::push_result::closed);
  });
  f.run([&] {
    CHECK(ended == 2);
    CHECK(f.owner->broken == 1);
  });
}

TEST_CASE("a drain that takes too long is given up") {
  fixture f{[] { return std::size_t{0}; }, {}, 10ms};
  std::promise<void> torn_down;
  f.run([&] {
    REQUIRE(f.out->push(frame("x")) == net::push_result::queued);
    f.out->teardown(
        net::io_completion{[&](boost::system::error_code, std::size_t) { torn_down.set_value(); }});
    f.out->on_tick(std::chrono::steady_clock::now());
  });
  auto future = torn_down.get_future();
  CHECK(future.wait_for(0s) == std::future_status::timeout);
  f.run([&] { f.out->on_tick(std::chrono::steady_clock::now() + 1h); });
  CHECK(future.wait_for(10s) == std::future_status::ready);
}

} // namespace vestnik::net::frame_socket_tests
