#include "consumers/wire/request_id.hpp"

#include <boost/json/value.hpp>

#include <doctest/doctest.h>
#include <string>

namespace vestnik::consumers::request_id_tests {

TEST_SUITE_BEGIN("consumers/wire/request_id");

using namespace vestnik;
using consumers::request_id;
namespace json = boost::json;

TEST_CASE("a text and a whole number are repeated as they came") {
  CHECK(request_id::read(json::value("a\"b"), "request_id")->json() == R"("a\"b")");
  CHECK(request_id::read(json::value(""), "request_id")->json() == R"("")");
  CHECK(request_id::read(json::value(-7), "request_id")->json() == "-7");
}

TEST_CASE("the number and the text that looks like it are two ids, with one text") {
  const auto number = request_id::read(json::value(7), "request_id").value();
  CHECK(number != request_id{"7"});
  CHECK(number.text() == "7");
}

TEST_CASE("an id that is neither is malformed, and a long text invalid") {
  for (const auto& one : {json::value(nullptr), json::value(true), json::value(1.5),
                          json::value(json::array{}), json::value(json::object{})}) {
    const auto refused = request_id::read(one, "subscription");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == model::ec::malformed);
    CHECK(refused.error().field == "subscription");
  }
  CHECK(request_id::read(json::value(std::string(64, 'a')), "request_id").has_value());
  const auto refused = request_id::read(json::value(std::string(65, 'a')), "request_id");
  CHECK(refused.error().code == model::ec::invalid);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::request_id_tests
