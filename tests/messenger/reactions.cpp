#include "messenger/reactions.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::messenger::reactions_tests {

TEST_SUITE_BEGIN("messenger/reactions");

TEST_CASE("a reaction is one emoji, also of several code points") {
  for (const auto* emoji :
       {"👍", "❤️", "😂", "👍🏽", "👩‍🚀", "👨‍👩‍👧‍👦", "🇷🇺",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "🫶"}) {
    CAPTURE(emoji);
    CHECK(check_reaction(emoji).has_value());
  }
}

TEST_CASE("nothing else is a reaction") {
  for (const std::string text :
       {"", "a", "1", " ", "👍👍", "👍 ", "ok", "<b>", ":-)", "\xE2\x80\x8D", "\xE2\x80\xAE"}) {
    CAPTURE(text);
    const auto checked = check_reaction(text);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == model::ec::invalid);
    CHECK(checked.error().field == "emoji");
  }
  CHECK_FALSE(check_reaction(std::string(100'000, 'a')).has_value());
}

TEST_SUITE_END();

} // namespace vestnik::messenger::reactions_tests
