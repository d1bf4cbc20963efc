#include "model/values/id_generator.hpp"

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <thread>
#include <vector>

namespace vestnik::model::id_generator_tests {

TEST_SUITE_BEGIN("model/values/id_generator");

using namespace vestnik::model;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_days epoch{std::chrono::year{2024} / 1 / 1};
constexpr id_generator::clock::time_point day_one{epoch + 24h};

std::int64_t milliseconds_of(std::int64_t id) { return id >> 22; }
std::int64_t slot_of(std::int64_t id) { return id >> 12 & 0x3FF; }
std::int64_t counter_of(std::int64_t id) { return id & 0xFFF; }

} // namespace

TEST_CASE("an id has 41 bits of milliseconds, 10 of node slot and 12 of counter") {
  id_generator aut{1023};
  const auto first = aut.next(day_one + 5ms);
  const auto second = aut.next(day_one + 5ms);
  CHECK(milliseconds_of(first) == 86'400'005);
  CHECK(slot_of(first) == 1023);
  CHECK(counter_of(first) == 0);
  CHECK(counter_of(second) == 1);
}

TEST_CASE("ids rise while the clock is set back") {
  id_generator aut{1};
  const auto before = aut.next(day_one + 1h);
  const auto after = aut.next(day_one);
  CHECK(after > before);
  CHECK(milliseconds_of(after) == milliseconds_of(before));
  CHECK(aut.next(day_one + 2h) > after);
}

TEST_CASE("more than 4,096 ids of one millisecond borrow from the next") {
  id_generator aut{7};
  std::int64_t last = 0;
  for (int i = 0; i < 3 * 4096; ++i) {
    const auto id = aut.next(day_one);
    REQUIRE(id > last);
    REQUIRE(slot_of(id) == 7);
    last = id;
  }
  CHECK(milliseconds_of(last) == 86'400'002);
  CHECK(counter_of(last) == 4095);
}

TEST_CASE("threads never get the same id, and each sees its own rise") {
  id_generator aut{0};
  constexpr std::size_t each = 20'000;
  std::array<std::vector<std::int64_t>, 4> made;
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made)
      threads.emplace_back([&aut, &mine] {
        for (std::size_t i = 0; i < each; ++i)
          mine.push_back(aut.next(day_one));
      });
  }
  std::vector<std::int64_t> all;
  for (const auto& mine : made) {
    CHECK(std::ranges::is_sorted(mine));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::ranges::sort(all);
  CHECK(all.size() == each * made.size());
  CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE("the wall clock is where ids begin") {
  id_generator aut{0};
  const auto first = aut.next();
  CHECK(milliseconds_of(first) > 0);
  CHECK(aut.next() > first);
}

TEST_SUITE_END();

} // namespace vestnik::model::id_generator_tests
