#pragma once

#include "messenger/friendship.hpp"
#include "model/values/fields.hpp"

#include <cstdint>

namespace vestnik::messenger {

/// Whom somebody lets do a thing. Stored as a number: append only.
enum class audience : std::uint8_t { everybody = 1, friends = 2, nobody = 3 };

inline constexpr model::words<audience, 3> audience_words{{{"everybody", audience::everybody},
                                                           {"friends", audience::friends},
                                                           {"nobody", audience::nobody}}};

/// What a person keeps to themselves.
enum class privacy_subject : std::uint8_t {
  /// Who may begin a dialog with them and write in it.
  writing = 1,
  /// Who sees whether they are here.
  presence = 2,
  /// Who sees when they were here last.
  last_visit = 3,
};

/// What a person has decided for one other: before any audience. Stored as a number: append only.
enum class privacy_exception : std::uint8_t {
  none = 0,
  allowed = 1,
  refused = 2,
};

/// Whether the person lets the other do what `decided` is about. `tie` is what they are to each
/// other. To a blocked person the exception is `refused` in all subjects.
[[nodiscard]] constexpr bool admits(audience decided, friendship tie,
                                    privacy_exception other) noexcept {
  if (other != privacy_exception::none)
    return other == privacy_exception::allowed;
  return decided == audience::everybody ||
         (decided == audience::friends && tie == friendship::friends);
}

} // namespace vestnik::messenger
