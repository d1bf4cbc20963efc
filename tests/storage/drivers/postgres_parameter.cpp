#include "storage/drivers/postgres_parameter.hpp"

#include "tests/storage/test_store.hpp"

#include <array>
#include <doctest/doctest.h>
#include <string>

namespace vestnik::storage::postgres_parameter_tests {

TEST_SUITE_BEGIN("storage/drivers/postgres_parameter");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

TEST_CASE("numbers are decimal, bytes are hexadecimal, text is itself, null is nothing") {
  const std::array values{value{-5}, value{"it's {\"so\"}"}, value{blob{"\x01\xff"}}, value{""},
                          value{nullptr}};
  CHECK(must(to_parameters(values)) ==
        std::vector<postgres_parameter>{"-5", "it's {\"so\"}", "\\x01ff", "", std::nullopt});
}

TEST_CASE("a number with a fraction has as many digits as it needs to be itself") {
  const std::array values{value{0.1}, value{-1e-7}, value{1.0}, value{1e300}};
  CHECK(must(to_parameters(values)) ==
        std::vector<postgres_parameter>{"0.1", "-1e-07", "1", "1e+300"});
  CHECK(must(to_arrays(values, 1)).types == std::vector<std::string_view>{"double precision"});
}

TEST_CASE("rows become an array per column, each with its type") {
  const std::array cells{value{1},
                         value{"a \"b\" \\ c, {d}"},
                         value{blob{"\x01"}}, //
                         value{2},
                         value{nullptr},
                         value{nullptr}, //
                         value{3},
                         value{""},
                         value{blob{""}}};
  const auto made = must(to_arrays(cells, 3));
  CHECK(made.types == std::vector<std::string_view>{"bigint", "text", "bytea"});
  CHECK(made.parameters == std::vector<postgres_parameter>{R"({"1","2","3"})",
                                                           R"({"a \"b\" \\ c, {d}",NULL,""})",
                                                           R"({"\\x01",NULL,"\\x"})"});
}

TEST_CASE("a column of nulls has no type") {
  const std::array cells{value{nullptr}, value{1}, value{nullptr}, value{2}};
  const auto made = must(to_arrays(cells, 2));
  CHECK(made.types == std::vector<std::string_view>{"", "bigint"});
  CHECK(made.parameters.front() == "{NULL,NULL}");
}

TEST_CASE("a column of several types is a defect") {
  const std::array cells{value{1}, value{"a"}};
  CHECK(code_of(to_arrays(cells, 1)) == model::ec::internal);
}

TEST_CASE("text with a NUL never leaves, bytes with one do") {
  const std::string nul{"a\0b", 3};
  CHECK(code_of(to_parameters(std::array{value{nul}})) == model::ec::invalid);
  CHECK(code_of(to_arrays(std::array{value{nul}}, 1)) == model::ec::invalid);
  CHECK(must(to_parameters(std::array{value{blob{nul}}})).front() == "\\x610062");
}

TEST_SUITE_END();

} // namespace vestnik::storage::postgres_parameter_tests
