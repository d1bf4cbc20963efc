#include "messenger/friendship.hpp"

#include <fmt/format.h>

#include <string_view>

namespace vestnik::messenger {

namespace {

std::string_view in_words(friendship now) noexcept {
  switch (now) {
  case friendship::none:
    break;
  case friendship::outgoing:
    return "your request waits for an answer";
  case friendship::incoming:
    return "you were asked and have not answered";
  case friendship::friends:
    return "you are friends";
  }
  return "nobody has asked";
}

model::error contradicts(friendship now, std::string_view wanted) {
  return {model::ec::conflict, fmt::format("there is no {}: {}", wanted, in_words(now))};
}

} // namespace

friendship seen_by_other(friendship mine) noexcept {
  switch (mine) {
  case friendship::outgoing:
    return friendship::incoming;
  case friendship::incoming:
    return friendship::outgoing;
  case friendship::none:
  case friendship::friends:
    break;
  }
  return mine;
}

model::result<friendship> after(friendship mine, friendship_step step) {
  switch (step) {
  case friendship_step::request:
    if (mine == friendship::none)
      return friendship::outgoing;
    if (mine == friendship::incoming)
      return friendship::friends;
    return mine;
  case friendship_step::accept:
    if (mine == friendship::incoming || mine == friendship::friends)
      return friendship::friends;
    return contradicts(mine, "request to accept");
  case friendship_step::cancel:
    if (mine == friendship::outgoing || mine == friendship::none)
      return friendship::none;
    return contradicts(mine, "request to cancel");
  case friendship_step::decline:
    if (mine == friendship::incoming || mine == friendship::none)
      return friendship::none;
    return contradicts(mine, "request to decline");
  case friendship_step::remove:
    if (mine == friendship::friends || mine == friendship::none)
      return friendship::none;
    return contradicts(mine, "friend to remove");
  }
  return contradicts(mine, "such step");
}

} // namespace vestnik::messenger
