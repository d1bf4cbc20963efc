#define CAF_SUITE schedules
#include "tests/cluster/caf_cluster_test.hpp"
#include "tests/cluster/simulated_cluster.hpp"

#include <cstdlib>
#include <random>
#include <string>

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using namespace std::chrono_literals;

namespace schedules_tests {

/// VESTNIK_SEED replays one, VESTNIK_SCHEDULES says how many are tried.
std::uint32_t from_environment(const char* name, std::uint32_t otherwise) {
  const auto* text = std::getenv(name);
  return text ? static_cast<std::uint32_t>(std::stoul(text)) : otherwise;
}

/// Something goes wrong, with something else, for some time.
void strike(simulated_cluster& nodes, std::size_t count, std::mt19937& random) {
  const std::size_t one = random() % count;
  const std::size_t other = random() % count;
  switch (random() % 9) {
  case 0:
    return nodes.kill(one);
  case 1:
    return nodes.start(one);
  case 2:
    return nodes.pause(one, duration{100 + random() % 8'000});
  case 3:
    nodes.cut(one, other);
    return nodes.cut(other, one);
  case 4:
    return nodes.cut(one, other);
  case 5:
    return nodes.cut_table(one);
  case 6:
    return nodes.lose(static_cast<double>(random() % 6) / 10);
  case 7:
    for (std::size_t i = 0; i < count; ++i) {
      nodes.cut(one, i);
      nodes.cut(i, one);
    }
    return;
  default:
    return nodes.heal();
  }
}

/// What was wrong with the schedule of this seed; empty if nothing was.
std::string run_schedule(caf::actor_system& sys, caf::scheduler::test_coordinator& sched,
                         std::uint32_t seed) {
  std::mt19937 random{seed};
  const std::size_t count = 2 + random() % 3;
  simulated_cluster nodes{sys, sched, count, seed};
  nodes.run(duration{random() % 3'000});
  for (auto strikes = 1 + random() % 5; strikes > 0; --strikes) {
    strike(nodes, count, random);
    nodes.run(duration{random() % 3'000});
  }
  nodes.heal();
  for (std::size_t i = 0; i < count; ++i)
    nodes.start(i);
  if (!nodes.broken().empty())
    return nodes.broken();
  // What was under way when all was healed still has its effect.
  nodes.run(3s);
  // The longest pause, then the lease of whoever slept through it, then joining.
  if (!nodes.settles_within(25s))
    return "the nodes do not agree";
  nodes.run(1s);
  if (!nodes.settles_within(0s))
    return "the nodes agreed and fell out again";
  return nodes.broken();
}

} // namespace schedules_tests

CAF_TEST_FIXTURE_SCOPE(schedules_tests, vestnik::cluster::test::cluster_fixture)

CAF_TEST(no node works without its lease and in the end all agree whatever goes wrong) {
  using namespace schedules_tests;
  const auto first = from_environment("VESTNIK_SEED", 1);
  const auto count =
      std::getenv("VESTNIK_SEED") ? 1 : from_environment("VESTNIK_SCHEDULES", 10'000);
  std::uint32_t kept = 0;
  for (auto seed = first; seed < first + count; ++seed) {
    const auto wrong = run_schedule(sys, sched, seed);
    if (wrong.empty())
      ++kept;
    else
      CAF_ERROR("VESTNIK_SEED=" << seed << ": " << wrong);
  }
  CAF_CHECK_EQUAL(kept, count);
}

CAF_TEST_FIXTURE_SCOPE_END()
