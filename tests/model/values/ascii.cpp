#include "model/values/ascii.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::ascii_tests {

TEST_SUITE_BEGIN("model/values/ascii");

using namespace vestnik::model;

TEST_CASE("only the letters of ASCII have a case") {
  CHECK(lower_ascii("Content-TYPE 1[Ä") == "content-type 1[Ä");
  CHECK(iequals("Content-Type", "content-TYPE"));
  CHECK(iequals("", ""));
  CHECK_FALSE(iequals("host", "hosts"));
  CHECK_FALSE(iequals("[", "{"));
  CHECK_FALSE(iequals("Ä", "ä"));
}

TEST_CASE("blanks are taken off at the ends only") {
  CHECK(without_blanks(" \ta b\t ") == "a b");
  CHECK(without_blanks("a") == "a");
  CHECK(without_blanks(" \t").empty());
  CHECK(without_blanks("").empty());
  CHECK(without_blanks("\r a\n") == "\r a\n");
}

TEST_SUITE_END();

} // namespace vestnik::model::ascii_tests
