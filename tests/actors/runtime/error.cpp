#define CAF_SUITE error
#include "actors/runtime/error.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace error_tests {

CAF_TEST(an error comes through the actors as it was) {
  for (int code = 1; code <= 20; ++code) {
    const model::error what{static_cast<model::ec>(code), "why", "field",
                            std::chrono::milliseconds{1'234}};
    if (what.code != model::ec::internal)
      CAF_CHECK(from_caf(to_caf(what)) == what);
  }
}

CAF_TEST(what broke on our side is told to nobody who asked) {
  const model::error what{model::ec::internal, "SQLite: no such table (in: SELECT 1)", "field"};
  const auto told = from_caf(to_caf(what));
  CAF_CHECK(told.code == model::ec::internal);
  CAF_CHECK(told.message.find("SQLite") == std::string::npos);
  CAF_CHECK(told.field.empty());
  CAF_CHECK(from_caf(to_caf(told)) == told);
}

CAF_TEST(a bare code is an error too) {
  CAF_CHECK(from_caf(caf::make_error(model::ec::conflict)).code == model::ec::conflict);
}

CAF_TEST(when the receiver was lost the outcome is unknown and when it broke that is ours) {
  for (const auto lost : {caf::sec::request_receiver_down, caf::sec::request_timeout}) {
    const auto what = from_caf(caf::make_error(lost));
    CAF_CHECK(what.code == model::ec::outcome_unknown);
    CAF_CHECK(what.retry_after.count() > 0);
  }
  CAF_CHECK(from_caf(caf::make_error(caf::sec::runtime_error)).code == model::ec::internal);
}

} // namespace error_tests
