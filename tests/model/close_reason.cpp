#include "model/close_reason.hpp"

#include <boost/json/parse.hpp>

#include <doctest/doctest.h>

namespace vestnik::model::close_reason_tests {

TEST_SUITE_BEGIN("model/close_reason");

using namespace vestnik::model;

TEST_CASE("a reason names the code and when to come again") {
  CHECK(close_reason({ec::too_many, "slow down", {}, std::chrono::seconds{2}}) ==
        R"({"code":"too_many","retry_ms":2000})");
}

TEST_CASE("a reason leaves it to the client when to come again if the error says nothing") {
  CHECK(close_reason({ec::unavailable, "there are no groups"}) ==
        R"({"code":"unavailable","retry_ms":0})");
  CHECK(close_reason({ec::session_ended, "signed out"}) ==
        R"({"code":"session_ended","retry_ms":0})");
}

TEST_CASE("every reason is JSON and fits a close frame") {
  for (int number = 0; number <= 20; ++number) {
    const auto reason = close_reason(
        {static_cast<ec>(number), std::string(500, 'x'), {}, std::chrono::hours{24 * 365}});
    CHECK(reason.size() <= 123);
    CHECK(boost::json::parse(reason).is_object());
  }
}

TEST_SUITE_END();

} // namespace vestnik::model::close_reason_tests
