#include "messenger/mentions.hpp"

#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::messenger::mentions_tests {

TEST_SUITE_BEGIN("messenger/mentions");

namespace {

using logins = std::vector<std::string>;

logins called_by(std::string_view text) { return find_mentions(text).logins; }

} // namespace

TEST_CASE("a message calls those whose logins stand behind an @") {
  CHECK(called_by("@boris see @Maria.k and (@tom_1)") == logins{"boris", "maria.k", "tom_1"});
  CHECK(called_by("Привет, @boris!") == logins{"boris"});
  CHECK(called_by("@boris @Boris @BORIS") == logins{"boris"});
}

TEST_CASE("points and hyphens behind a login are of the sentence") {
  CHECK(called_by("Ask @boris. Or @maria-- or @tom...") == logins{"boris", "maria", "tom"});
}

TEST_CASE("an address, a handle within a word and an @ by itself call nobody") {
  CHECK(called_by("write to ada@example.org").empty());
  CHECK(called_by("слово@boris a@boris _@boris @@boris").empty());
  CHECK(called_by("@ @1abc @ab @, @").empty());
  CHECK(called_by("@" + std::string(33, 'a')).empty());
}

TEST_CASE("a name begins behind what is no letter, digit, point, hyphen or underscore") {
  // The same rows stand in web/tests/model/mention.test.ts.
  for (const auto* text : {"«@boris", "—@boris", "👋@boris", "(@boris", "…@boris", "№@boris"})
    CHECK_MESSAGE(called_by(text) == logins{"boris"}, text);
  for (const auto* text :
       {"_@boris", ".@boris", "-@boris", "я@boris", "中@boris", "٣@boris", "7@boris", "@@boris"})
    CHECK_MESSAGE(called_by(text).empty(), text);
}

TEST_CASE("code calls nobody") {
  CHECK(called_by("`@boris` @tom") == logins{"tom"});
  CHECK(called_by("```\n@boris\n``` @tom") == logins{"tom"});
  CHECK(called_by("```\n@boris").empty());
}

TEST_CASE("a tick without an end is a tick") {
  CHECK(called_by("it's 5` o'clock, @boris") == logins{"boris"});
}

TEST_CASE("@all and @here call everybody") {
  for (const auto* text : {"@all", "lunch, @here!", "@ALL @boris"})
    CHECK(find_mentions(text).called == mentions::scope::everybody);
  CHECK(find_mentions("@allan").called == mentions::scope::named);
  CHECK(find_mentions("@all").logins.empty());
}

TEST_CASE("a message calls so many by name, and no more") {
  std::string text;
  for (std::size_t i = 0; i < most_mentions + 20; ++i)
    text += "@login" + std::to_string(i) + " ";
  CHECK(called_by(text).size() == most_mentions);
}

TEST_SUITE_END();

} // namespace vestnik::messenger::mentions_tests
