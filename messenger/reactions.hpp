#pragma once

#include "model/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::messenger {

/// Kinds of reactions that one message may have.
inline constexpr std::size_t most_reactions = 12;

/// A reaction is one emoji, as Unicode recommends to send it (RGI_Emoji of UTS #51, version of the
/// ICU that is linked). Errors: `invalid` on `emoji`.
[[nodiscard]] model::result<void> check_reaction(std::string_view emoji);

} // namespace vestnik::messenger
