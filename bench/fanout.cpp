// Fan-out of one chat to many connections: processor time of the server per delivery,
// beside a bare epoll broadcaster that sends frames of the same size in the same run.
//
//     bench_fanout VESTNIKD [CONNECTIONS]

#include "bench/audience.hpp"
#include "bench/broadcaster.hpp"
#include "bench/messenger.hpp"
#include "bench/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace vestnik::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t text_bytes = 200;
constexpr int rounds = 5;

struct figures {
  double deliveries_per_second = 0;
  double microseconds_each = 0;
};

/// Sends `messages` with `in_flight` on the way and measures the server until the last
/// has reached everybody.
template <class Send>
figures measure(const process& server, audience& everybody, std::uint64_t& frames,
                std::uint64_t messages, std::uint64_t in_flight, Send send) {
  const auto cpu = server.processor_seconds();
  const auto begin = steady::now();
  std::uint64_t sent = 0;
  for (std::uint64_t seen = 0; seen < messages; ++seen) {
    for (; sent < std::min(messages, seen + in_flight); ++sent)
      send();
    everybody.wait_for(++frames);
  }
  const std::chrono::duration<double> wall = steady::now() - begin;
  const auto deliveries = static_cast<double>(messages * everybody.size());
  return {deliveries / wall.count(), (server.processor_seconds() - cpu) / deliveries * 1e6};
}

figures median(std::vector<figures> all) {
  std::ranges::sort(all, {}, &figures::microseconds_each);
  return all[all.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2)
      throw std::runtime_error{"usage: bench_fanout VESTNIKD [CONNECTIONS]"};
    const auto connections = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 1000);
    rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}", getpid());
    std::filesystem::create_directories(folder);

    process server{server_command(argv[1], folder.string())};
    const auto address = server.line_after("Vestnik listens on http://127.0.0.1:");
    const auto port = static_cast<std::uint16_t>(std::stoi(address));
    const auto alice = register_person(port, "alice");
    const auto boris = register_person(port, "boris");
    const int speaker = open_socket(port, boris);
    const auto chat = open_dialog(speaker, alice);

    const auto idle_before = server.resident_kib();
    audience listeners;
    for (std::size_t i = 0; i < connections; ++i) {
      const int socket = open_socket(port, alice);
      subscribe(socket, chat, 1);
      listeners.add(socket);
    }
    const auto idle_after = server.resident_kib();

    std::uint64_t number = 0;
    const std::string text(text_bytes, 'x');
    const auto speak = [&] { send_all(speaker, send_frame(chat, ++number, text)); };
    // The replies to the speaker must be read as well, or it would be a slow reader.
    audience speakers;
    speakers.add(dup(speaker));

    // The yardstick sends frames as large as an event with this text.
    const std::size_t event_bytes = 397;
    const auto place = listen_on_loopback();
    process yardstick{[&] { broadcast(place.socket, event_bytes); }};
    const int bare_speaker = connect_to(place.port);
    audience bare_listeners;
    for (std::size_t i = 0; i < connections; ++i)
      bare_listeners.add(connect_to(place.port));
    const std::string bare_message(event_bytes, 'x');

    fmt::print("1 -> {} connections, {} bytes of text, median of {} rounds\n", connections,
               text_bytes, rounds);
    fmt::print("{:>10} {:>28} {:>28} {:>8}\n", "in flight", "vestnikd k/s (us each)",
               "bare epoll k/s (us each)", "ratio");
    std::uint64_t frames = 0;
    std::uint64_t bare_frames = 0;
    for (const std::uint64_t in_flight : {1U, 16U}) {
      std::vector<figures> ours;
      std::vector<figures> bare;
      const std::uint64_t messages = in_flight == 1 ? 100 : 800;
      for (int round = 0; round < rounds; ++round) {
        ours.push_back(measure(server, listeners, frames, messages, in_flight, speak));
        speakers.wait_for(frames);
        bare.push_back(measure(yardstick, bare_listeners, bare_frames, messages, in_flight,
                               [&] { send_all(bare_speaker, bare_message); }));
      }
      const auto mine = median(ours);
      const auto limit = median(bare);
      fmt::print("{:>10} {:>19.0f} ({:>5.2f}) {:>20.0f} ({:>5.2f}) {:>8.2f}\n", in_flight,
                 mine.deliveries_per_second / 1000, mine.microseconds_each,
                 limit.deliveries_per_second / 1000, limit.microseconds_each,
                 mine.microseconds_each / limit.microseconds_each);
    }
    fmt::print("resident memory per idle session: {:.1f} KiB\n",
               static_cast<double>(idle_after - idle_before) / static_cast<double>(connections));
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_fanout: {}\n", problem.what());
    return 1;
  }
}
