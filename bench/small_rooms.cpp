// Many rooms of ten: messages per second and the server's processor time for each, with the
// memory that is resident before and after.
//
//     bench_small_rooms VESTNIKD [ROOMS]

#include "bench/audience.hpp"
#include "bench/messenger.hpp"
#include "bench/process.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace vestnik::bench;
using steady = std::chrono::steady_clock;

constexpr std::size_t text_bytes = 200;
constexpr std::size_t listeners_each = 10;
/// Messages of one room that are on the way at a time.
constexpr std::uint64_t in_flight = 4;
constexpr std::uint64_t messages_each = 100;
constexpr int rounds = 5;

struct room {
  int speaker = -1;
  std::string chat;
};

} // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2)
      throw std::runtime_error{"usage: bench_small_rooms VESTNIKD [ROOMS]"};
    const auto count = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 100);
    rlimit files{65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}", getpid());
    std::filesystem::create_directories(folder);
    process server{server_command(argv[1], folder.string(),
                                  {"--accounts.address-attempts-per-minute=100000"})};
    const auto port = static_cast<std::uint16_t>(
        std::stoi(server.line_after("Vestnik listens on http://127.0.0.1:")));

    const auto listening = register_person(port, "listening");
    std::vector<room> rooms;
    audience listeners;
    // Their replies must be read as well, or they would be slow readers.
    audience speakers;
    for (std::size_t i = 0; i < count; ++i) {
      const int speaker = open_socket(port, register_person(port, fmt::format("speaker{}", i)));
      rooms.push_back({speaker, open_dialog(speaker, listening)});
      for (std::size_t j = 0; j < listeners_each; ++j) {
        const int listener = open_socket(port, listening);
        subscribe(listener, rooms.back().chat, 1);
        listeners.add(listener);
      }
      speakers.add(dup(speaker));
    }

    const auto before = server.resident_kib();
    const std::string text(text_bytes, 'x');
    std::uint64_t number = 0;
    std::uint64_t frames = 0;
    fmt::print("{} rooms, {} connections each, {} bytes of text, {} on the way in each room\n",
               count, listeners_each, text_bytes, in_flight);
    for (int round = 0; round < rounds; ++round) {
      const auto cpu = server.processor_seconds();
      const auto begin = steady::now();
      for (std::uint64_t sent = 0; sent < messages_each; sent += in_flight) {
        for (const auto& one : rooms)
          for (std::uint64_t i = 0; i < in_flight; ++i)
            send_all(one.speaker, send_frame(one.chat, ++number, text));
        frames += in_flight;
        listeners.wait_for(frames);
        speakers.wait_for(frames);
      }
      const std::chrono::duration<double> wall = steady::now() - begin;
      const auto messages = static_cast<double>(messages_each * count);
      fmt::print("{:>8.0f} messages/s, {:>6.1f} us of processor time each\n",
                 messages / wall.count(), (server.processor_seconds() - cpu) / messages * 1e6);
    }
    fmt::print("resident memory: {:.1f} MiB before, {:.1f} MiB after\n",
               static_cast<double>(before) / 1024.0,
               static_cast<double>(server.resident_kib()) / 1024.0);
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_small_rooms: {}\n", problem.what());
    return 1;
  }
}
