#define CAF_SUITE room_log
#include "actors/rooms/room_log.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace room_log_tests {

constexpr model::room_name room{model::room_kind::chat, 42};

storage::log_entry entry(std::string data) {
  storage::log_entry out;
  out.kind = model::event_kind::message_created;
  out.data = std::move(data);
  return out;
}

struct fixture {
  fixture() { log.activated({7, 10, "log-id", 1}); }

  void append(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i)
      log.appended(entry("{}"), log.head() + 1);
  }

  room_log log{room, {4, 1000}};
};

std::vector<std::uint64_t> seqs(const room_page& page) {
  std::vector<std::uint64_t> out;
  for (const auto& event : page.events)
    out.push_back(event->seq);
  return out;
}

} // namespace room_log_tests

CAF_TEST_FIXTURE_SCOPE(room_log_tests, fixture)

CAF_TEST(an append goes under the token of the activation) { CAF_CHECK_EQUAL(log.token(), 7u); }

CAF_TEST(a join without a seq starts at the newest event) {
  const auto joined = log.position_of({{}, room, std::nullopt, {}});
  CAF_CHECK(joined.client == room_joined::position::known);
  CAF_CHECK_EQUAL(joined.from, 10u);
}

CAF_TEST(a join behind a trimmed stretch is told the gap and starts at the newest event) {
  using position = room_joined::position;
  log.activated({8, 10, "log-id", 6});
  const auto old = log.position_of({{}, room, 3, "log-id"});
  CAF_CHECK(old.client == position::trimmed);
  CAF_CHECK_EQUAL(old.gap.from, 4u);
  CAF_CHECK_EQUAL(old.gap.to, 5u);
  CAF_CHECK_EQUAL(old.from, 10u);
  CAF_MESSAGE("who lacks one event that was trimmed lacks it for ever");
  const auto lacking_one = log.position_of({{}, room, 4, "log-id"});
  CAF_CHECK(lacking_one.client == position::trimmed);
  CAF_CHECK_EQUAL(lacking_one.gap.from, 5u);
  CAF_CHECK_EQUAL(lacking_one.gap.to, 5u);
  CAF_CHECK(log.position_of({{}, room, 6, "log-id"}).client == position::known);
  CAF_MESSAGE("who has the last one that was trimmed misses nothing");
  CAF_CHECK(log.position_of({{}, room, 5, "log-id"}).client == position::known);
  CAF_MESSAGE("what is trimmed while the room is loaded counts as soon as it is known");
  log.trimmed_before(8);
  CAF_CHECK_EQUAL(log.position_of({{}, room, 5, "log-id"}).gap.to, 7u);
}

CAF_TEST(a client goes on from its own position if it belongs to this log) {
  using position = room_joined::position;
  const auto at = [this](std::uint64_t seq, std::string id) {
    return log.position_of({{}, room, seq, std::move(id)});
  };
  CAF_CHECK_EQUAL(at(3, "log-id").from, 3u);
  CAF_CHECK_EQUAL(at(3, "").from, 3u);
  CAF_CHECK(at(10, "log-id").client == position::known);
  CAF_MESSAGE("from another log, or from the future, it starts at the newest");
  CAF_CHECK(at(3, "another").client == position::foreign);
  CAF_CHECK_EQUAL(at(3, "another").from, 10u);
  CAF_CHECK(at(11, "").client == position::foreign);
  CAF_CHECK_EQUAL(at(11, "").from, 10u);
}

CAF_TEST(recent events come from memory and nothing else does) {
  append(6);
  CAF_CHECK_EQUAL(log.head(), 16u);
  CAF_CHECK(!log.recent({room, 11, 16, 100}));
  const auto page = log.recent({room, 12, 16, 100});
  CAF_REQUIRE(page);
  CAF_CHECK_EQUAL(seqs(*page), (std::vector<std::uint64_t>{13, 14, 15, 16}));
  CAF_CHECK_EQUAL(seqs(*log.recent({room, 13, 15, 100})), (std::vector<std::uint64_t>{14, 15}));
  CAF_CHECK_EQUAL(seqs(*log.recent({room, 12, 16, 1})), (std::vector<std::uint64_t>{13}));
  CAF_CHECK(log.recent({room, 16, 16, 100})->events.empty());
}

CAF_TEST(memory is bounded by bytes as well) {
  log.appended(entry(std::string(600, 'x')), 11);
  log.appended(entry(std::string(600, 'x')), 12);
  CAF_CHECK(!log.recent({room, 10, 12, 100}));
  CAF_CHECK(log.recent({room, 11, 12, 100}));
}

CAF_TEST_FIXTURE_SCOPE_END()
