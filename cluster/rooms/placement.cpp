#include "cluster/rooms/placement.hpp"

#include <cstdint>
#include <string_view>

namespace vestnik::cluster {

namespace {

/// FNV-1a, 64 bits: the same on every machine and in every version.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;
  for (const unsigned char byte : text)
    hash = (hash ^ byte) * 0x100'0000'01B3U;
  return hash;
}

/// The finaliser of SplitMix64: FNV leaves the high bits of short texts alike.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EBU;
  return x ^ (x >> 31U);
}

std::uint64_t score(std::uint64_t room, const model::node& of) {
  return mixed(room ^ mixed(hash_of(of.name)));
}

} // namespace

std::optional<model::node_id> place(model::room_name room, std::span<const model::node> active) {
  const auto hashed = mixed((static_cast<std::uint64_t>(room.kind) << 56U) ^
                            mixed(static_cast<std::uint64_t>(room.id)));
  const model::node* best = nullptr;
  std::uint64_t highest = 0;
  for (const auto& node : active) {
    const auto points = score(hashed, node);
    // Equal scores: by name, which all see alike.
    if (!best || points > highest || (points == highest && node.name < best->name)) {
      best = &node;
      highest = points;
    }
  }
  return best ? std::optional{best->id} : std::nullopt;
}

} // namespace vestnik::cluster
