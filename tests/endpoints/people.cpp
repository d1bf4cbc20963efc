#include "tests/endpoints/live_connection.hpp"

#include <doctest/doctest.h>

namespace vestnik::endpoints::people_tests {

TEST_SUITE_BEGIN("endpoints/people");

using namespace vestnik;
using namespace vestnik::consumers;

TEST_CASE_FIXTURE(live_connection, "a prefix is asked for as it was typed") {
  ask("people", "search", R"("prefix":"Пётр")");
  CHECK(only_command<model::search_people>().prefix == "Пётр");
}

TEST_CASE_FIXTURE(live_connection, "a wrong field is refused by its name") {
  CHECK(refusal("people", "search") == "422 invalid prefix");
  CHECK(refusal("people", "search", R"("prefix":"")") == "422 invalid prefix");
  CHECK(refusal("people", "search", R"("prefix":"a\u0007")") == "422 invalid prefix");
  CHECK(refusal("people", "search", R"("prefix":")" + std::string(81, 'a') + '"') ==
        "422 invalid prefix");
  CHECK(refusal("people", "search", R"("prefix":"a","limit":9)") == "422 invalid limit");
  CHECK(refusal("people", "list") == "405 unknown_action action");
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::people_tests
