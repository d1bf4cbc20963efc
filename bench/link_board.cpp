#include "bench/link_board.hpp"

#include "bench/audience.hpp"
#include "net/nodes/node_certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace vestnik::bench {

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

void watch(const char* name, const link_board& shown, const process& a, const process& b,
           std::chrono::seconds length) {
  const auto started = steady::now();
  const double cpu[] = {a.processor_seconds(), b.processor_seconds()};
  const std::uint64_t first[] = {shown.heard[0], shown.heard[1]};
  std::uint64_t last[] = {first[0], first[1]};
  steady::time_point moved[] = {started, started};
  steady::duration longest{0};
  while (steady::now() - started < length) {
    std::this_thread::sleep_for(20ms);
    for (const int side : {0, 1}) {
      const auto now = steady::now();
      longest = std::max(longest, now - moved[side]);
      const std::uint64_t heard = shown.heard[side];
      if (std::exchange(last[side], heard) != heard)
        moved[side] = now;
    }
  }
  const double wall = std::chrono::duration<double>(steady::now() - started).count();
  const auto rate = [&](int side) { return static_cast<double>(last[side] - first[side]) / wall; };
  const auto share = [&](const process& of, double before) {
    return (of.processor_seconds() - before) / wall * 100;
  };
  fmt::print("{:<26} {:>7.0f} {:>7.0f} {:>10.1f} {:>6.1f} {:>12}\n", name, rate(0), rate(1),
             share(a, cpu[0]), share(b, cpu[1]), longest / 1ms);
  static_cast<void>(std::fflush(stdout));
}

} // namespace

link_board& make_link_board() {
  void* memory =
      mmap(nullptr, sizeof(link_board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::runtime_error{"no shared memory"};
  return *new (memory) link_board;
}

std::string make_link_certificates() {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("vestnik-bench-{}", getpid());
  const std::vector<std::string> names{"a", "b"};
  net::make_node_certificates(folder, names).value();
  return folder.string();
}

void watch_link(link_board& shown, const process& a, const process& b, std::chrono::seconds talk) {
  fmt::print("{:<26} {:>15} {:>17} {:>12}\n", "", "messages/s", "% of a core", "stall, ms");
  std::this_thread::sleep_for(2s);
  const auto round = [&](const char* silent, const char* talking, std::chrono::seconds length) {
    watch(silent, shown, a, b, 5s);
    ++shown.talking;
    watch(talking, shown, a, b, length);
    shown.talking = 0;
    std::this_thread::sleep_for(1s);
  };
  round("silence", "both talk", talk);
  const int stranger = connect_to(shown.port);
  // So soon that nobody has lost patience with the stranger.
  watch("silence, a stranger", shown, a, b, 4s);
  ++shown.talking;
  watch("both talk, a stranger", shown, a, b, 10s);
  shown.talking = 0;
  std::this_thread::sleep_for(1s);
  watch("silence, the stranger", shown, a, b, 5s);
  close(stranger);
  std::this_thread::sleep_for(1s);
  watch("silence again", shown, a, b, 5s);
}

} // namespace vestnik::bench
