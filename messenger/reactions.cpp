#include "messenger/reactions.hpp"

#include <array>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

namespace vestnik::messenger {

namespace {

/// UTF-16 units of the longest sequence, with much to spare: a flag of England has 14.
constexpr std::size_t longest_emoji = 48;

bool is_emoji(std::string_view text) noexcept {
  if (text.empty() || text.size() > 2 * longest_emoji)
    return false;
  std::array<UChar, longest_emoji> units{};
  std::int32_t length = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(units.data(), static_cast<std::int32_t>(units.size()), &length, text.data(),
                static_cast<std::int32_t>(text.size()), &status);
  return U_SUCCESS(status) != 0 &&
         u_stringHasBinaryProperty(units.data(), length, UCHAR_RGI_EMOJI) != 0;
}

} // namespace

model::result<void> check_reaction(std::string_view emoji) {
  if (!is_emoji(emoji))
    return model::error{model::ec::invalid, "a reaction is one emoji", "emoji"};
  return {};
}

} // namespace vestnik::messenger
