#pragma once

#include "consumers/routing/route_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vestnik::endpoints {

/// Whether `/test/echo` is mounted, for anybody (`net.test-echo`).
enum class test_echo : std::uint8_t { off, on };

/// The WebSocket endpoints of the product: `/ws` with its four streams, and the paths that
/// pages of the original systems open. `/ws?as=ID` is for that person alone and refuses others
/// with `session_ended`.
/// @param most_rooms of one subscribe request (`limits.rooms-per-subscribe`).
[[nodiscard]] std::vector<consumers::mount_point> mounts(test_echo echo_mount,
                                                         std::size_t most_rooms);

/// These and nothing else, as a table.
[[nodiscard]] model::result<consumers::route_table> routes(test_echo echo_mount,
                                                           std::size_t most_rooms);

} // namespace vestnik::endpoints
