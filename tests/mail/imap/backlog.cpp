#include "mail/imap/backlog.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <utility>
#include <vector>

namespace vestnik::mail::imap_backlog_tests {

TEST_SUITE_BEGIN("mail/imap/backlog");

using namespace vestnik::mail;

namespace {

using uids = std::vector<std::uint32_t>;
using outcome = imap_backlog::outcome;
using extent = imap_backlog::extent;

constexpr std::uint64_t all_listed = 1ULL << 32;

imap_backlog make(imap_batch_limits limits, const uids& all, std::uint64_t size = 100) {
  imap_backlog backlog{limits};
  for (const auto uid : all)
    backlog.add(uid, size);
  backlog.seal();
  return backlog;
}

} // namespace

TEST_CASE("messages are asked for oldest first, in batches of limited count") {
  auto backlog = make({.messages = 2}, {5, 3, 9, 3});
  CHECK(backlog.remaining() == 3);
  CHECK(backlog.next()->uids == uids{3, 5});
  CHECK(backlog.next()->uids == uids{9});
  CHECK(!backlog.next());
  CHECK(backlog.remaining() == 3);
}

TEST_CASE("batches are limited in bytes, and a large message travels alone") {
  auto backlog = make({.bytes = 250}, {1, 2, 3});
  CHECK(backlog.next()->uids == uids{1, 2});
  CHECK(backlog.next()->uids == uids{3});
  auto large = make({.bytes = 50}, {1, 2});
  CHECK(large.next()->uids == uids{1});
  CHECK(large.next()->uids == uids{2});
}

TEST_CASE("of messages over the limit the beginnings are asked for") {
  imap_backlog backlog{{.bytes = 250, .message = 100, .beginning = 80}};
  backlog.add(1, 101);
  backlog.add(2, 100);
  for (const std::uint32_t uid : {3U, 4U, 5U, 6U})
    backlog.add(uid, 1ULL << 40);
  backlog.seal();
  const std::pair<uids, extent> expected[] = {{{1}, extent::beginning},
                                              {{2}, extent::whole},
                                              {{3, 4, 5}, extent::beginning},
                                              {{6}, extent::beginning}};
  for (const auto& [which, how_much] : expected) {
    const auto batch = backlog.next();
    CHECK(batch->uids == which);
    CHECK(batch->of == how_much);
    CHECK(batch->bytes <= 250);
    for (const auto uid : which)
      CHECK(backlog.delivered(uid) == how_much);
    CHECK(backlog.finish(batch->id, outcome::complete).empty());
  }
  CHECK(backlog.cursor(all_listed) == 6);
}

TEST_CASE("of a message whose size was hidden the beginning is asked for next") {
  auto backlog = make({}, {1, 2});
  const auto batch = backlog.next();
  CHECK(backlog.delivered(1) == extent::whole);
  backlog.ask_for_beginning(1);
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  CHECK(backlog.cursor(all_listed) == 0);
  const auto again = backlog.next();
  CHECK(again->uids == uids{1});
  CHECK(again->of == extent::beginning);
  CHECK(backlog.delivered(1) == extent::beginning);
  CHECK(backlog.finish(again->id, outcome::complete).empty());
  CHECK(backlog.cursor(all_listed) == 2);
}

TEST_CASE("the last message, which `n:*` always returns, is not new twice") {
  imap_backlog backlog{{}};
  backlog.restart(7);
  CHECK(backlog.highest() == 7);
  backlog.add(7, 10);
  backlog.seal();
  CHECK(!backlog.has_next());
  CHECK(backlog.cursor(all_listed) == 7);
}

TEST_CASE("the cursor never passes a message that is still awaited") {
  auto backlog = make({.messages = 1}, {1, 2, 3});
  const auto first = backlog.next();
  const auto second = backlog.next();
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(second->id, outcome::complete).empty());
  CHECK(backlog.cursor(all_listed) == 0);
  CHECK(backlog.delivered(1));
  CHECK(backlog.finish(first->id, outcome::complete).empty());
  CHECK(backlog.cursor(all_listed) == 2);
}

TEST_CASE("a message counts once") {
  auto backlog = make({}, {1, 2});
  CHECK(!backlog.delivered(1));
  REQUIRE(backlog.next());
  CHECK(backlog.delivered(1));
  CHECK(!backlog.delivered(1));
  CHECK(!backlog.delivered(3));
}

TEST_CASE("after a refusal each message is asked for alone, and the bad one is given up") {
  auto backlog = make({}, {1, 2});
  auto batch = backlog.next();
  CHECK(backlog.finish(batch->id, outcome::refused).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1});
  CHECK(backlog.finish(batch->id, outcome::refused).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{2});
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1});
  CHECK(batch->tries == 3);
  CHECK(backlog.cursor(all_listed) == 0);
  CHECK(backlog.finish(batch->id, outcome::damaged) == uids{1});
  CHECK(backlog.cursor(all_listed) == 2);
  CHECK(!backlog.has_next());
}

TEST_CASE("messages that a content server leaves out are asked for once more") {
  auto backlog = make({}, {1, 2, 3});
  auto batch = backlog.next();
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1, 3});
  CHECK(backlog.delivered(1));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  CHECK(!backlog.has_next());
  CHECK(backlog.in_doubt() == uids{3});
}

TEST_CASE(
    "what is left out twice is in doubt, and the cursor does not pass it until it is settled") {
  auto backlog = make({.messages = 2}, {1, 2, 3, 4});
  for (int i = 0; i < 4; ++i) {
    CHECK(backlog.has_doubts() == (i > 1));
    const auto batch = backlog.next();
    (void)backlog.delivered(1);
    CHECK(backlog.finish(batch->id, outcome::complete).empty());
  }
  CHECK(backlog.cursor(all_listed) == 1);
  CHECK(backlog.remaining() == 3);
  MESSAGE("no more at once than a batch may have");
  CHECK(backlog.in_doubt() == uids{2, 3});
  backlog.settle({2, 3});
  CHECK(backlog.in_doubt() == uids{4});
  CHECK(backlog.cursor(all_listed) == 3);
  backlog.settle({4});
  CHECK(!backlog.has_doubts());
  CHECK(backlog.cursor(all_listed) == 4);
}

TEST_CASE("a listing with more messages than it may know is of no use") {
  imap_backlog backlog{{.known = 2}};
  for (const std::uint32_t uid : {3U, 2U, 1U})
    backlog.add(uid, 1);
  CHECK(backlog.overflows());
  backlog.discard();
  CHECK(!backlog.overflows());
  CHECK(!backlog.seal());
  CHECK(backlog.highest() == 0);
  CHECK(backlog.room() == 2);
}

TEST_CASE("the cursor does not pass what is not listed") {
  auto backlog = make({}, {8, 9});
  REQUIRE(backlog.next());
  CHECK(backlog.delivered(8));
  CHECK(backlog.delivered(9));
  CHECK(backlog.cursor(all_listed) == 9);
  CHECK(backlog.cursor(5) == 4);
  MESSAGE("what is listed later and is older comes next");
  backlog.add(6, 1);
  backlog.add(5, 1);
  CHECK(backlog.seal());
  CHECK(backlog.cursor(all_listed) == 4);
  CHECK(backlog.next()->uids == uids{5, 6});
  CHECK(backlog.highest() == 9);
}

TEST_CASE("messages behind a server's limit are asked for until they come or nothing does") {
  auto backlog = make({}, {1, 2, 3});
  auto batch = backlog.next();
  CHECK(backlog.delivered(3));
  CHECK(backlog.finish(batch->id, outcome::cut_short).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1, 2});
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::cut_short).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1});
  CHECK(backlog.finish(batch->id, outcome::cut_short).empty());
  batch = backlog.next();
  CHECK(batch->tries == 3);
  CHECK(backlog.finish(batch->id, outcome::cut_short) == uids{1});
}

TEST_CASE("a message that was listed with and without its size has it") {
  imap_backlog backlog{{.message = 10}};
  backlog.add(1, 0);
  backlog.add(1, 11);
  backlog.add(1, 0);
  CHECK(backlog.seal());
  CHECK(backlog.next()->of == extent::beginning);
}

TEST_CASE("the largest UID does not overflow") {
  auto backlog = make({}, {4294967295});
  CHECK(backlog.cursor(all_listed) == 4294967294);
  CHECK(backlog.highest() == 4294967295);
  REQUIRE(backlog.next());
  CHECK(backlog.delivered(4294967295));
  CHECK(backlog.cursor(all_listed) == 4294967295);
}

} // namespace vestnik::mail::imap_backlog_tests
