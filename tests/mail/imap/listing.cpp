#include "mail/imap/listing.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <optional>
#include <set>

namespace vestnik::mail::imap_listing_tests {

TEST_SUITE_BEGIN("mail/imap/listing");

using namespace vestnik::mail;

namespace {

constexpr auto no_end = uid_range::no_end;
constexpr std::size_t room = 500'000;

imap_listing behind(std::uint32_t cursor, std::uint32_t uidnext) {
  imap_listing made;
  made.restart(cursor, uidnext);
  return made;
}

} // namespace

TEST_CASE("a small folder is one window without an end") {
  auto aut = behind(7, 100);
  CHECK(aut.next(room) == uid_range{8, no_end});
  CHECK(aut.first_unlisted() == 8);
  CHECK(aut.found(99));
  CHECK(!aut.found(7));
  aut.answered();
  CHECK(aut.complete());
  CHECK(!aut.next(room));
  CHECK(aut.first_unlisted() == 1ULL << 32);
  MESSAGE("later only what is behind is asked for");
  aut.look_behind(99);
  CHECK(aut.next(room) == uid_range{100, no_end});
}

TEST_CASE("a window has no more UIDs than there is room for") {
  auto aut = behind(0, 1'000'000);
  CHECK(aut.next(300) == uid_range{1, 300});
  aut.answered();
  CHECK(aut.next(300) == uid_range{301, 600});
}

TEST_CASE("folders whose UIDs are huge are listed in few windows, however little room there is") {
  for (const std::size_t less : {250'001UL, 500'000UL}) {
    auto aut = behind(0, 4'000'000'001);
    int windows = 0;
    for (auto window = aut.next(less); window; window = aut.next(less)) {
      CHECK(++windows < 30);
      if (window->first <= 4'000'000'000)
        (void)aut.found(4'000'000'000);
      aut.answered();
    }
  }
}

TEST_CASE("a folder whose last message is known ends behind it") {
  auto aut = behind(0, 0);
  aut.last_is(50'000);
  CHECK(aut.next(room) == uid_range{1, 10'000});
  auto largest = behind(0, 0);
  largest.last_is(no_end);
  CHECK(largest.next(room) == uid_range{1, 10'000});
}

TEST_CASE("windows grow where few messages are, so that any folder is soon listed") {
  auto aut = behind(0, no_end);
  int windows = 0;
  for (auto window = aut.next(room * 10'000); window; window = aut.next(room * 10'000)) {
    ++windows;
    aut.answered();
  }
  CHECK(windows < 25);
}

TEST_CASE("what a limit left out is asked for next, whichever way the server went") {
  auto aut = behind(0, 50'000);
  SUBCASE("from the highest UID down, as the RFC wants it") {
    CHECK(aut.next(room) == uid_range{1, 10'000});
    CHECK(aut.found(10'000));
    CHECK(aut.found(9'001));
    CHECK(aut.cut_short(9'001));
    CHECK(aut.next(room) == uid_range{1, 9'000});
    CHECK(aut.found(1));
    CHECK(aut.cut_short(1));
    CHECK(aut.next(room) == uid_range{10'001, 20'000});
  }
  SUBCASE("from the lowest up") {
    CHECK(aut.next(room) == uid_range{1, 10'000});
    CHECK(aut.found(1));
    CHECK(aut.found(1'000));
    CHECK(aut.cut_short(1'000));
    CHECK(aut.first_unlisted() == 1'001);
    CHECK(aut.next(room) == uid_range{1'001, 10'000});
  }
  SUBCASE("without a number") {
    CHECK(aut.next(room) == uid_range{1, 10'000});
    CHECK(aut.found(9'001));
    CHECK(aut.cut_short(0));
    CHECK(aut.next(room) == uid_range{1, 9'000});
  }
  SUBCASE("with nothing") {
    CHECK(aut.next(room) == uid_range{1, 10'000});
    CHECK(!aut.cut_short(1));
    CHECK(aut.narrow());
    CHECK(aut.next(room) == uid_range{1, 5'000});
  }
}

TEST_CASE("every UID is listed once, whatever limit a server has") {
  for (const std::uint32_t limit : {1U, 2U, 7U, 999U}) {
    auto aut = behind(0, 2'001);
    std::set<std::uint32_t> left;
    for (std::uint32_t uid = 1; uid <= 2'000; uid += 3)
      left.insert(uid);
    for (auto window = aut.next(room); window; window = aut.next(room)) {
      std::uint32_t taken = 0;
      std::uint32_t lowest = 0;
      while (taken < limit) {
        auto at = left.upper_bound(window->last);
        if (at == left.begin() || *--at < window->first)
          break;
        lowest = *at;
        CHECK(aut.found(lowest));
        left.erase(at);
        ++taken;
      }
      if (taken == limit)
        CHECK(aut.cut_short(lowest));
      else
        aut.answered();
    }
    CHECK(left.empty());
  }
}

TEST_CASE("blind UIDs end where new messages will be") {
  auto aut = behind(90, 101);
  CHECK(aut.next(room) == uid_range{91, no_end});
  CHECK(!aut.narrow());
  CHECK(aut.take_blindly() == uid_range{91, 100});
  aut.answered();
  CHECK(aut.next(room) == uid_range{101, no_end});
  CHECK(!aut.narrow());
  CHECK(!aut.take_blindly());
}

TEST_CASE("nothing is asked for blindly of a server that does not say where its messages end") {
  auto aut = behind(0, 0);
  CHECK(aut.next(room) == uid_range{1, no_end});
  CHECK(aut.narrow());
  CHECK(aut.next(room) == uid_range{1, 5'000});
  while (aut.narrow())
    CHECK(aut.next(room)->first == 1);
  CHECK(!aut.take_blindly());
}

TEST_CASE("behind the largest UID there is nothing") {
  auto aut = behind(no_end, 0);
  CHECK(aut.complete());
}

} // namespace vestnik::mail::imap_listing_tests
