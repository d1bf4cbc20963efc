#define CAF_SUITE close_reason
#include "model/close_reason.hpp"

#include <boost/json/parse.hpp>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace close_reason_tests {

CAF_TEST(a reason names the code and when to come again) {
  CAF_CHECK_EQUAL(close_reason({model::ec::too_many, "slow down", {}, std::chrono::seconds{2}}),
                  R"({"code":"too_many","retry_ms":2000})");
}

CAF_TEST(every reason is json and fits a close frame) {
  for (int code = 0; code <= 20; ++code) {
    const auto reason = close_reason(
        {static_cast<model::ec>(code), std::string(500, 'x'), {}, std::chrono::hours{24 * 365}});
    CAF_CHECK(reason.size() <= 123);
    CAF_CHECK(boost::json::parse(reason).is_object());
  }
}

} // namespace close_reason_tests
