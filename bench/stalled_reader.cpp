// What one connection that stops reading does to 1,000 that read: their time from sending
// to arrival, the server's memory, and what the stalled one gets when it comes back.
//
//     bench_stalled_reader VESTNIKD [CONNECTIONS]

#include "bench/audience.hpp"
#include "bench/messenger.hpp"
#include "bench/process.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace vestnik::bench;
using steady = std::chrono::steady_clock;

/// Large enough that what a kernel takes for a stalled socket is soon full.
constexpr std::size_t text_bytes = 3000;
constexpr int messages = 2500;
constexpr int rounds = 2;

double percentile(std::vector<double> all, double part) {
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(static_cast<double>(all.size() - 1) * part)];
}

/// The `seq`s of the events that a socket gets until there is nothing more.
class reading {
public:
  explicit reading(int socket)
      : socket_{socket} {}

  /// Until the event `last`, or the close frame.
  void run_to(std::uint64_t last) {
    while (last_ < last) {
      const auto frame = read_frame(socket_);
      const auto seen =
          boost::json::parse(frame, {}, {}).at("payload").at("seq").to_number<std::uint64_t>();
      if (last_ != 0 && seen != last_ + 1)
        ++gaps_;
      last_ = seen;
      ++count_;
    }
  }

  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }

private:
  int socket_;
  std::uint64_t last_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t gaps_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2)
      throw std::runtime_error{"usage: bench_stalled_reader VESTNIKD [CONNECTIONS]"};
    const auto connections = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 1000);
    rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    process server{server_command(argv[1], folder.string())};
    const auto port = static_cast<std::uint16_t>(
        std::stoi(server.line_after("Vestnik listens on http://127.0.0.1:")));
    const auto alice = register_person(port, "alice");
    const auto boris = register_person(port, "boris");
    const int speaker = open_socket(port, boris);
    const auto chat = open_dialog(speaker, alice);
    audience listeners;
    for (std::size_t i = 0; i < connections; ++i) {
      const int socket = open_socket(port, alice);
      subscribe(socket, chat, 1);
      listeners.add(socket);
    }
    audience speakers;
    speakers.add(dup(speaker));

    std::uint64_t sent = 0;
    const std::string text(text_bytes, 'x');
    const auto say_all = [&] {
      std::vector<double> took;
      for (int i = 0; i < messages; ++i) {
        const auto begin = steady::now();
        send_all(speaker, send_frame(chat, ++sent, text));
        listeners.wait_for(sent);
        speakers.wait_for(sent);
        took.push_back(std::chrono::duration<double, std::milli>(steady::now() - begin).count());
      }
      return took;
    };

    fmt::print(
        "{} readers, {} messages of {} bytes one at a time; milliseconds until all have it\n",
        connections, messages, text_bytes);
    std::fflush(stdout);
    for (int round = 0; round < rounds; ++round) {
      const auto quiet_memory = server.resident_kib();
      const auto quiet = say_all();
      fmt::print("  nobody stalls: p50 {:.2f}, p99 {:.2f}; resident {:.1f} -> {:.1f} MiB\n",
                 percentile(quiet, 0.5), percentile(quiet, 0.99), quiet_memory / 1024.0,
                 server.resident_kib() / 1024.0);

      const int stalled = open_socket(port, boris);
      const int little = 4096;
      setsockopt(stalled, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
      const auto position = sent + 1;
      subscribe(stalled, chat, position);
      const auto before = server.resident_kib();
      const auto beside = say_all();
      fmt::print("  one stalls:    p50 {:.2f}, p99 {:.2f}; resident {:.1f} -> {:.1f} MiB\n",
                 percentile(beside, 0.5), percentile(beside, 0.99), before / 1024.0,
                 server.resident_kib() / 1024.0);

      const int much = 1024 * 1024;
      setsockopt(stalled, SOL_SOCKET, SO_RCVBUF, &much, sizeof much);
      // The log has the entry that made the chat as its first.
      const auto newest = sent + 1;
      reading first{stalled};
      std::string end = "read everything";
      try {
        first.run_to(newest);
      } catch (const std::exception&) {
        end = "was closed";
      }
      const auto last = std::max(first.last(), position);
      close(stalled);
      const int back = open_socket(port, boris);
      subscribe(back, chat, last);
      reading second{back};
      if (last < newest)
        second.run_to(newest);
      close(back);
      fmt::print("                 it got {} events and {}; back with seq {} it got {} more; "
                 "missing {}, gaps {}\n",
                 first.count(), end, last, second.count(),
                 newest - position - first.count() - second.count(), first.gaps() + second.gaps());
    }
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_stalled_reader: {}\n", problem.what());
    return 1;
  }
}
