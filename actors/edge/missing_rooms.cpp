#include "actors/edge/missing_rooms.hpp"

#include <chrono>
#include <cstddef>

namespace vestnik::actors {

namespace {

constexpr std::chrono::seconds believed_for{5};

/// Beyond which all are forgotten.
constexpr std::size_t most_rooms = 10'000;

} // namespace

void missing_rooms::note(model::room_name room, time_point now) {
  if (until_.size() >= most_rooms)
    until_.clear();
  until_[room] = now + believed_for;
}

bool missing_rooms::contains(model::room_name room, time_point now) {
  const auto found = until_.find(room);
  if (found == until_.end())
    return false;
  if (now < found->second)
    return true;
  until_.erase(found);
  return false;
}

} // namespace vestnik::actors
