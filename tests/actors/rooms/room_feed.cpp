#define CAF_SUITE room_feed
#include "actors/rooms/room_feed.hpp"

#include "tests/support/fake_outbox.hpp"

#include <algorithm>
#include <random>
#include <string>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using test::fake_outbox;

namespace room_feed_tests {

constexpr model::room_name room{model::room_kind::chat, 42};

net::frame_ptr frame_of(std::uint64_t seq) {
  return net::make_frame(net::frame_kind::text, std::to_string(seq));
}

/// The log's answer to what a feed asks.
room_feed::stretch stretch_of(const room_read& request) {
  room_feed::stretch out;
  for (auto seq = request.after + 1; seq <= request.up_to && out.size() < request.limit; ++seq)
    out.emplace_back(seq, frame_of(seq));
  return out;
}

/// Answers all reads until the feed asks no more.
void settle(room_feed& feed) {
  while (const auto question = feed.next_read())
    feed.take(stretch_of(*question));
}

std::vector<std::string> numbers(std::uint64_t first, std::uint64_t last) {
  std::vector<std::string> out;
  for (auto seq = first; seq <= last; ++seq)
    out.push_back(std::to_string(seq));
  return out;
}

void deliver_to(room_feed& feed, std::uint64_t seq, const net::frame_ptr& frame) {
  const delivery one{room, seq, frame};
  feed.deliver({&one, 1});
}

struct fixture {
  void deliver(std::uint64_t seq, const net::frame_ptr& frame) { deliver_to(feed, seq, frame); }

  room_feed feed{room};
  std::shared_ptr<fake_outbox> alice = std::make_shared<fake_outbox>();
  std::shared_ptr<fake_outbox> boris = std::make_shared<fake_outbox>();
};

} // namespace room_feed_tests

CAF_TEST_FIXTURE_SCOPE(room_feed_tests, fixture)

CAF_TEST(events that come together reach each in their order from where it stands) {
  feed.join({room, 3, alice});
  feed.begin(3);
  feed.join({room, 4, boris});
  const auto typing = net::make_frame(net::frame_kind::text, "typing");
  const std::vector<delivery> together{{room, 4, frame_of(4)}, {room, 0, typing},
                                       {room, 6, frame_of(6)}, {room, 5, frame_of(5)},
                                       {room, 5, frame_of(5)}, {room, 7, frame_of(7)}};
  feed.deliver(together);
  CAF_CHECK_EQUAL(alice->frames, (std::vector<std::string>{"4", "typing", "5", "6", "7"}));
  CAF_CHECK_EQUAL(boris->frames, (std::vector<std::string>{"typing", "5", "6", "7"}));
  CAF_CHECK(!feed.next_read());
}

CAF_TEST(a subscriber who is up to date gets each live event once) {
  feed.join({room, 3, alice});
  feed.begin(3);
  CAF_CHECK(!feed.next_read());
  deliver(4, frame_of(4));
  deliver(5, frame_of(5));
  deliver(5, frame_of(5));
  CAF_CHECK_EQUAL(alice->frames, numbers(4, 5));
}

CAF_TEST(a subscriber who missed events gets them from the log before live ones) {
  feed.join({room, 1, alice});
  feed.begin(3);
  CAF_MESSAGE("a live event comes while the log is being read");
  const auto question = feed.next_read();
  CAF_REQUIRE(question);
  CAF_CHECK_EQUAL(question->after, 1u);
  CAF_CHECK_EQUAL(question->up_to, 3u);
  deliver(4, frame_of(4));
  CAF_CHECK(alice->frames.empty());
  feed.take(stretch_of(*question));
  settle(feed);
  CAF_CHECK_EQUAL(alice->frames, numbers(2, 4));
}

CAF_TEST(live events that come before the head is known wait for it) {
  feed.join({room, 2, alice});
  deliver(4, frame_of(4));
  deliver(3, frame_of(3));
  CAF_CHECK(alice->frames.empty());
  feed.begin(2);
  CAF_CHECK_EQUAL(alice->frames, numbers(3, 4));
}

CAF_TEST(of live events that wait for the head 1024 are kept and the others read from the log) {
  feed.join({room, 0, alice});
  for (std::uint64_t seq = 1; seq <= 1'100; ++seq)
    deliver(seq, frame_of(seq));
  feed.begin(0);
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 1'024));
  settle(feed);
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 1'100));
}

CAF_TEST(a hole in the live events is read from the log) {
  feed.join({room, 0, alice});
  feed.begin(0);
  deliver(1, frame_of(1));
  deliver(4, frame_of(4));
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 1));
  settle(feed);
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 4));
}

CAF_TEST(who is removed hears of it and of nothing behind it) {
  feed.begin(3);
  feed.join({room, 3, alice, {1}, 3});
  feed.join({room, 3, boris, {2}, 3});
  const std::vector<delivery> events{{room, 4, frame_of(4)},
                                     {room, 5, frame_of(5), {2}},
                                     {room, 0, frame_of(0)},
                                     {room, 6, frame_of(6)}};
  feed.deliver(events);
  CAF_CHECK_EQUAL(alice->frames.size(), 4u);
  CAF_REQUIRE_EQUAL(boris->frames.size(), 2u);
  CAF_CHECK(boris->frames.back() == alice->frames[1]);
}

CAF_TEST(who is behind when they are removed gets what was said before) {
  feed.begin(9);
  feed.join({room, 0, boris, {2}, 9});
  auto question = feed.next_read();
  CAF_REQUIRE(question.has_value());
  feed.deliver(std::vector<delivery>{
      {room, 10, frame_of(10), {2}}, {room, 0, frame_of(0)}, {room, 11, frame_of(11)}});
  CAF_CHECK(boris->frames.empty());
  feed.take(stretch_of(*question));
  CAF_CHECK_EQUAL(boris->frames.size(), 10u);
  CAF_CHECK(feed.empty());
}

CAF_TEST(a removal that is found in the log counts as well) {
  feed.begin(3);
  feed.join({room, 3, boris, {2}, 3});
  feed.deliver(std::vector<delivery>{{room, 6, frame_of(6)}});
  const auto question = feed.next_read();
  CAF_REQUIRE(question.has_value());
  feed.take({{4, frame_of(4), {2}}, {5, frame_of(5)}});
  CAF_CHECK_EQUAL(boris->frames.size(), 1u);
  CAF_CHECK(feed.empty());
}

CAF_TEST(who is a member again goes on over an earlier removal) {
  feed.begin(9);
  feed.join({room, 3, boris, {2}, 9});
  const auto question = feed.next_read();
  CAF_REQUIRE(question.has_value());
  auto frames = stretch_of(*question);
  frames[1].leaves = {2};
  feed.take(frames);
  feed.deliver(std::vector<delivery>{{room, 10, frame_of(10)}});
  CAF_CHECK_EQUAL(boris->frames.size(), 7u);
}

CAF_TEST(one stretch is read for all who are behind and one read is under way at a time) {
  feed.join({room, 0, alice});
  feed.join({room, 2, boris});
  feed.begin(5);
  const auto question = feed.next_read();
  CAF_REQUIRE(question);
  CAF_CHECK_EQUAL(question->after, 0u);
  CAF_CHECK(!feed.next_read());
  feed.take(stretch_of(*question));
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 5));
  CAF_CHECK_EQUAL(boris->frames, numbers(3, 5));
  CAF_CHECK(!feed.next_read());
}

CAF_TEST(who is behind a little does not wait for who is behind by far) {
  feed.join({room, 0, alice});
  feed.join({room, 9'990, boris});
  feed.begin(10'000);
  for (int n = 0; n < 2; ++n)
    feed.take(stretch_of(*feed.next_read()));
  CAF_CHECK(boris->frames == numbers(9'991, 10'000));
  CAF_CHECK(alice->frames == numbers(1, 100));
}

CAF_TEST(a long catch up waits for the connection to drain) {
  const std::string long_text(2000, 'x');
  feed.join({room, 0, alice});
  feed.begin(250);
  const auto first = feed.next_read();
  CAF_REQUIRE(first);
  room_feed::stretch frames;
  for (std::uint64_t seq = 1; seq <= first->limit; ++seq)
    frames.emplace_back(seq, net::make_frame(net::frame_kind::text, long_text));
  feed.take(frames);
  const auto taken = alice->frames.size();
  CAF_CHECK(taken > 0);
  CAF_CHECK(taken < first->limit);
  CAF_CHECK(!feed.next_read());
  CAF_CHECK_EQUAL(feed.next_pauses().size(), 1u);
  CAF_CHECK(feed.next_pauses().empty());
  alice->drain();
  feed.flushed(alice);
  const auto second = feed.next_read();
  CAF_REQUIRE(second);
  CAF_CHECK_EQUAL(second->after, taken);
}

CAF_TEST(ephemeral events reach everybody and move nobody) {
  feed.join({room, 0, alice});
  feed.begin(2);
  deliver(0, net::make_frame(net::frame_kind::text, "typing"));
  settle(feed);
  CAF_CHECK_EQUAL(alice->frames, (std::vector<std::string>{"typing", "1", "2"}));
}

CAF_TEST(a connection that overflows is dropped and the others go on) {
  auto slow = std::make_shared<fake_outbox>(1);
  feed.join({room, 0, slow});
  feed.join({room, 0, alice});
  feed.begin(0);
  for (std::uint64_t seq = 1; seq <= 3; ++seq)
    deliver(seq, frame_of(seq));
  CAF_CHECK_EQUAL(slow->frames, numbers(1, 1));
  CAF_CHECK_EQUAL(alice->frames, numbers(1, 3));
  feed.leave(alice);
  CAF_CHECK(feed.empty());
}

CAF_TEST(subscribers that are behind are closed to resume when the log cannot be read) {
  feed.join({room, 0, alice});
  feed.join({room, 5, boris});
  feed.begin(5);
  CAF_REQUIRE(feed.next_read());
  feed.give_up(4012, "unavailable");
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
  CAF_CHECK_EQUAL(boris->closed_with, 0u);
  deliver(6, frame_of(6));
  CAF_CHECK_EQUAL(boris->frames, numbers(6, 6));
}

CAF_TEST(a subscriber that lacks the newest event alone is behind) {
  feed.join({room, 4, alice});
  feed.join({room, 5, boris});
  feed.begin(5);
  CAF_REQUIRE(feed.next_read());
  feed.give_up(4012, "unavailable");
  CAF_CHECK_EQUAL(alice->closed_with, 4012u);
  CAF_CHECK_EQUAL(boris->closed_with, 0u);
}

CAF_TEST(joining again starts that connection anew from where it says) {
  feed.join({room, 0, alice});
  feed.begin(2);
  settle(feed);
  feed.join({room, 1, alice});
  settle(feed);
  CAF_CHECK_EQUAL(alice->frames, (std::vector<std::string>{"1", "2", "2"}));
}

CAF_TEST(a subscriber is told the newest of each coalesce key and nothing that may be lost) {
  const auto state = [](const char* text, std::uint64_t coalesce_key) {
    return net::make_frame(net::frame_kind::text, text,
                           {net::frame_policy::when_slow::coalesce, coalesce_key});
  };
  feed.join({room, 3, alice});
  feed.begin(3);
  deliver(0, state("backfill", 1));
  deliver(0, state("read by alice", 2));
  deliver(0, net::make_frame(net::frame_kind::text, "typing",
                             {net::frame_policy::when_slow::drop_oldest}));
  deliver(0, state("live", 1));
  feed.join({room, 3, boris});
  CAF_CHECK_EQUAL(boris->frames, (std::vector<std::string>{"read by alice", "live"}));
  CAF_CHECK_EQUAL(alice->frames,
                  (std::vector<std::string>{"backfill", "read by alice", "typing", "live"}));
}

CAF_TEST(the newest of many topics are kept for new subscribers) {
  feed.join({room, 3, alice});
  feed.begin(3);
  for (std::uint64_t coalesce_key = 1; coalesce_key <= 100; ++coalesce_key)
    deliver(0, net::make_frame(net::frame_kind::text, std::to_string(coalesce_key),
                               {net::frame_policy::when_slow::coalesce, coalesce_key}));
  feed.join({room, 3, boris});
  CAF_CHECK_EQUAL(boris->frames, numbers(37, 100));
}

CAF_TEST(each subscriber sees every event once in order however events and the log come in) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    std::mt19937 random{seed};
    const auto pick = [&random](std::uint64_t below) { return random() % below; };
    room_feed any{room};
    constexpr std::uint64_t last = 40;
    const auto head = pick(20);
    std::vector<std::uint64_t> live;
    for (auto seq = head + 1; seq <= last; ++seq)
      if (pick(5) != 0)
        live.push_back(seq);
    std::ranges::shuffle(live, random);
    std::vector<std::pair<std::uint64_t, std::shared_ptr<fake_outbox>>> subscribers;
    std::optional<room_read> question;
    bool begun = false;
    while (!live.empty() || !begun || question || subscribers.size() < 4) {
      switch (pick(4)) {
      case 0:
        if (!live.empty()) {
          std::vector<delivery> together;
          for (auto count = 1 + pick(4); count > 0 && !live.empty(); --count) {
            together.push_back({room, live.back(), frame_of(live.back())});
            live.pop_back();
          }
          any.deliver(together);
        }
        break;
      case 1:
        if (!std::exchange(begun, true))
          any.begin(head);
        break;
      case 2:
        if (subscribers.size() < 4) {
          subscribers.emplace_back(pick(head + 1), std::make_shared<fake_outbox>());
          any.join({room, subscribers.back().first, subscribers.back().second});
        }
        break;
      default:
        if (question)
          any.take(stretch_of(*std::exchange(question, std::nullopt)));
        break;
      }
      if (!question)
        question = any.next_read();
    }
    // The newest event is live for everybody.
    deliver_to(any, last + 1, frame_of(last + 1));
    settle(any);
    for (const auto& [from, out] : subscribers)
      if (out->frames != numbers(from + 1, last + 1))
        CAF_ERROR("seed " << seed << ", from " << from << ": " << caf::deep_to_string(out->frames));
    CAF_CHECK_EQUAL(subscribers.size(), 4u);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
