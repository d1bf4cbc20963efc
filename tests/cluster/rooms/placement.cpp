#define CAF_SUITE placement
#include "cluster/rooms/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using cluster::place;

namespace placement_tests {

std::vector<model::node> nodes(int count) {
  std::vector<model::node> all;
  for (int i = 1; i <= count; ++i) {
    model::node one;
    one.id = model::node_id{i};
    one.name = fmt::format("node-{}.example.org", i);
    all.push_back(std::move(one));
  }
  return all;
}

/// Rooms as they come: ids with the time in their high bits, and small ones.
std::vector<model::room_name> rooms() {
  std::vector<model::room_name> all;
  for (std::int64_t i = 1; i <= 10'000; ++i) {
    all.push_back({model::room_kind::chat, i});
    all.push_back({model::room_kind::mailbox, (1'700'000'000'000 + i * 977) << 22});
    all.push_back({model::room_kind::user, i});
  }
  return all;
}

} // namespace placement_tests

using namespace placement_tests;

CAF_TEST(a room belongs to nobody when there are no nodes) {
  CAF_CHECK(!place({model::room_kind::chat, 1}, {}));
}

CAF_TEST(all who know the same nodes agree in whatever order they know them) {
  auto known = nodes(7);
  auto reversed = known;
  std::ranges::reverse(reversed);
  for (const auto room : rooms())
    CAF_REQUIRE(place(room, known) == place(room, reversed));
}

CAF_TEST(each of n nodes has its share of the rooms within a tenth) {
  for (const int count : {2, 3, 5, 10, 50}) {
    std::map<model::node_id, double> shares;
    const auto known = nodes(count);
    const auto all = rooms();
    for (const auto room : all)
      ++shares[*place(room, known)];
    CAF_REQUIRE_EQUAL(shares.size(), static_cast<std::size_t>(count));
    const auto fair = static_cast<double>(all.size()) / count;
    // Five standard deviations of a fair draw, and not less than a tenth.
    const auto allowed = std::max(0.1 * fair, 5 * std::sqrt(fair));
    for (const auto& [node, share] : shares)
      CAF_CHECK(std::abs(share - fair) < allowed);
  }
}

CAF_TEST(a node that goes moves its own rooms and no other) {
  const auto before = nodes(5);
  auto after = before;
  after.erase(after.begin() + 2);
  std::size_t moved = 0;
  for (const auto room : rooms()) {
    const auto was = *place(room, before);
    const auto is = *place(room, after);
    if (was == before[2].id)
      ++moved;
    else
      CAF_REQUIRE(was == is);
  }
  CAF_CHECK(moved > 0);
}

CAF_TEST(a node that comes takes rooms and moves none between the others) {
  const auto before = nodes(5);
  const auto after = nodes(6);
  for (const auto room : rooms()) {
    const auto is = *place(room, after);
    if (is != after.back().id)
      CAF_REQUIRE(place(room, before) == is);
  }
}

CAF_TEST(a node that restarts gets its rooms back) {
  const auto before = nodes(4);
  auto after = before;
  after[1].id = model::node_id{99};
  for (const auto room : rooms()) {
    const auto was = *place(room, before);
    CAF_REQUIRE(*place(room, after) == (was == before[1].id ? after[1].id : was));
  }
}
