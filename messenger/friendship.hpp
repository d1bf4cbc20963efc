#pragma once

#include "model/error.hpp"
#include "model/values/fields.hpp"
#include "model/values/id.hpp"

#include <cstdint>

namespace vestnik::messenger {

/// What two people are to each other, as one of them sees it.
enum class friendship : std::uint8_t {
  none = 0,
  /// One has asked the other.
  outgoing = 1,
  /// One was asked by the other.
  incoming = 2,
  friends = 3,
};

inline constexpr model::words<friendship, 4> friendship_words{{{"none", friendship::none},
                                                               {"outgoing", friendship::outgoing},
                                                               {"incoming", friendship::incoming},
                                                               {"friends", friendship::friends}}};

enum class friendship_step : std::uint8_t { request, cancel, accept, decline, remove };

/// The same as the other one sees it.
[[nodiscard]] friendship seen_by_other(friendship mine) noexcept;

/// What it is after a step of the one who sees it so. A step that has been taken changes nothing:
/// to ask again, to accept again. Two who ask each other are friends. Errors: `conflict` if there
/// is nothing to cancel, accept, decline or remove, with what there is.
[[nodiscard]] model::result<friendship> after(friendship mine, friendship_step step);

} // namespace vestnik::messenger
