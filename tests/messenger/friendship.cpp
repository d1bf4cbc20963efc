#include "messenger/friendship.hpp"

#include <array>
#include <doctest/doctest.h>

namespace vestnik::messenger::friendship_tests {

TEST_SUITE_BEGIN("messenger/friendship");

namespace {

using enum friendship_step;

constexpr std::array all_states{friendship::none, friendship::outgoing, friendship::incoming,
                                friendship::friends};

/// What the step leads to; nothing if it is refused.
std::string word_after(friendship from, friendship_step step) {
  const auto to = after(from, step);
  if (to)
    return std::string{model::word_of(*to, friendship_words)};
  CHECK(to.error().code == model::ec::conflict);
  return "";
}

} // namespace

TEST_CASE("friendship goes from state to state") {
  const auto row = [](friendship_step step) {
    std::string out;
    for (const auto each : all_states)
      out += word_after(each, step) + ",";
    return out;
  };
  //                    none      outgoing  incoming friends
  CHECK(row(request) == "outgoing,outgoing,friends,friends,");
  CHECK(row(cancel) == "none,none,,,");
  CHECK(row(accept) == ",,friends,friends,");
  CHECK(row(decline) == "none,,none,,");
  CHECK(row(remove) == "none,,,none,");
}

TEST_CASE("both see one friendship") {
  for (const auto mine : all_states)
    CHECK(seen_by_other(seen_by_other(mine)) == mine);
  CHECK(seen_by_other(friendship::outgoing) == friendship::incoming);
  CHECK(seen_by_other(friendship::friends) == friendship::friends);
}

TEST_CASE("a refused step says what there is") {
  CHECK(after(friendship::none, accept).error().message ==
        "there is no request to accept: nobody has asked");
  CHECK(after(friendship::friends, cancel).error().message ==
        "there is no request to cancel: you are friends");
}

TEST_SUITE_END();

} // namespace vestnik::messenger::friendship_tests
