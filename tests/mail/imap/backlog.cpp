#include "mail/imap/backlog.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <vector>

namespace vestnik::mail::imap_backlog_tests {

TEST_SUITE_BEGIN("mail/imap/backlog");

using namespace vestnik::mail;

namespace {

using uids = std::vector<std::uint32_t>;
using outcome = imap_backlog::outcome;

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

TEST_CASE("messages over the limit are named and not asked for") {
  imap_backlog backlog{{.message = 100}};
  backlog.add(1, 101);
  backlog.add(2, 100);
  backlog.add(3, 1ULL << 40);
  backlog.seal();
  const auto batch = backlog.next();
  CHECK(batch->uids == uids{2});
  CHECK(batch->too_large == uids{1, 3});
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  CHECK(backlog.cursor() == 3);
}

TEST_CASE("the last message, which `n:*` always returns, is not new twice") {
  imap_backlog backlog{{}};
  backlog.restart(7);
  CHECK(backlog.first_unknown() == 8);
  backlog.add(7, 10);
  backlog.seal();
  CHECK(!backlog.has_next());
  CHECK(backlog.cursor() == 7);
}

TEST_CASE("the cursor never passes a message that is still awaited") {
  auto backlog = make({.messages = 1}, {1, 2, 3});
  const auto first = backlog.next();
  const auto second = backlog.next();
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(second->id, outcome::complete).empty());
  CHECK(backlog.cursor() == 0);
  CHECK(backlog.delivered(1));
  CHECK(backlog.finish(first->id, outcome::complete).empty());
  CHECK(backlog.cursor() == 2);
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
  CHECK(backlog.cursor() == 0);
  CHECK(backlog.finish(batch->id, outcome::damaged) == uids{1});
  CHECK(backlog.cursor() == 2);
  CHECK(!backlog.has_next());
}

TEST_CASE("messages that a content server leaves out are asked for once more") {
  auto backlog = make({}, {1, 2, 3});
  auto batch = backlog.next();
  CHECK(backlog.delivered(2));
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  batch = backlog.next();
  CHECK(batch->uids == uids{1, 3});
  CHECK(backlog.finish(batch->id, outcome::complete).empty());
  CHECK(!backlog.has_next());
  CHECK(backlog.cursor() == 3);
}

TEST_CASE("more messages than it may know are left for a later listing") {
  imap_backlog backlog{{.known = 2}};
  for (const std::uint32_t uid : {1U, 2U, 3U})
    backlog.add(uid, 1);
  CHECK(backlog.seal());
  CHECK(backlog.remaining() == 2);
  CHECK(backlog.first_unknown() == 3);
}

TEST_CASE("the largest UID does not overflow") {
  auto backlog = make({}, {4294967295});
  CHECK(backlog.cursor() == 4294967294);
  CHECK(backlog.first_unknown() == 4294967295);
  REQUIRE(backlog.next());
  CHECK(backlog.delivered(4294967295));
  CHECK(backlog.cursor() == 4294967295);
}

} // namespace vestnik::mail::imap_backlog_tests
