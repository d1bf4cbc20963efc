// Two-way load over a link between two processes, and what a stranger does to it who connects
// and says nothing: as bench_caf_tls has it for CAF's own TLS module.
//
//     bench_node_links [SECONDS]

#include "bench/link_board.hpp"
#include "net/io/io_threads.hpp"
#include "net/nodes/node_port.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace std::chrono_literals;
using namespace vestnik;
using namespace vestnik::bench;

/// Sends to the other side as long as there is talk, with bounded credit.
class talker final : public net::node_link_handler, public std::enable_shared_from_this<talker> {
public:
  talker(link_board& shown, int side, net::io_executor& thread)
      : shown_{shown}
      , side_{side}
      , thread_{thread} {}

  void on_open(std::shared_ptr<net::node_link> link, std::string) override {
    link_ = std::move(link);
    look();
  }

  void on_frame(std::string frame) override {
    link_->taken(frame.size());
    if (frame == "got") {
      --out_;
      return say();
    }
    ++shown_.heard[side_];
    static_cast<void>(link_->send("got"));
  }

  void on_closed(const model::error& error) override {
    fmt::print(stderr, "the link ended: {}\n", error.message);
  }

private:
  /// Begins when talk begins.
  void look() {
    const int now = shown_.talking;
    if (std::exchange(before_, now) < now)
      say();
    thread_.post_after(10ms, [self = shared_from_this()] { self->look(); });
  }

  void say() {
    for (; shown_.talking && out_ < talk_in_flight; ++out_)
      static_cast<void>(
          link_->send(std::string(talk_sizes[++count_ % std::size(talk_sizes)], 'x')));
  }

  link_board& shown_;
  int side_;
  net::io_executor& thread_;
  std::shared_ptr<net::node_link> link_;
  int before_ = 0;
  std::size_t count_ = 0;
  std::size_t out_ = 0;
};

net::tls_context certificates(const std::string& folder, const std::string& name) {
  return net::tls_context::node(folder + "/ca.pem", folder + "/" + name + ".pem",
                                folder + "/" + name + ".key")
      .value();
}

[[noreturn]] void stay() {
  for (;;)
    std::this_thread::sleep_for(1h);
}

void listen_side(const std::string& folder, link_board& shown) {
  net::io_threads threads{1, {}};
  threads.start();
  net::node_port port{threads, certificates(folder, "a"), {}};
  shown.port =
      port.listen("127.0.0.1", 0, [&] { return std::make_shared<talker>(shown, 0, threads.at(0)); })
          .value();
  stay();
}

void dial_side(const std::string& folder, link_board& shown) {
  net::io_threads threads{1, {}};
  threads.start();
  net::node_port port{threads, certificates(folder, "b"), {}};
  while (shown.port == 0)
    std::this_thread::sleep_for(10ms);
  port.dial({"127.0.0.1", shown.port, "a"}, std::make_shared<talker>(shown, 1, threads.at(0)));
  stay();
}

} // namespace

int main(int argc, char** argv) {
  try {
    const std::chrono::seconds length{argc > 1 ? std::atoi(argv[1]) : 10};
    auto& shown = make_link_board();
    const auto folder = make_link_certificates();
    const process a{[&] { listen_side(folder, shown); }};
    const process b{[&] { dial_side(folder, shown); }};
    watch_link(shown, a, b, length);
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_node_links: {}\n", problem.what());
    return 1;
  }
}
