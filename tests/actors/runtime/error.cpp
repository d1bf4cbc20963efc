#define CAF_SUITE error
#include "actors/runtime/error.hpp"

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;

namespace error_tests {

CAF_TEST(an error comes through the actors as it was) {
  for (int code = 1; code <= 20; ++code) {
    const model::error error{static_cast<model::ec>(code), "why", "field",
                             std::chrono::milliseconds{1'234}};
    if (error.code != model::ec::internal)
      CAF_CHECK(from_caf(to_caf(error)) == error);
  }
}

CAF_TEST(the text of an error of ours is shown to nobody) {
  const model::error error{model::ec::internal, "SQLite: no such table (in: SELECT 1)", "field"};
  const auto shown = from_caf(to_caf(error));
  CAF_CHECK(shown.code == model::ec::internal);
  CAF_CHECK(shown.message.find("SQLite") == std::string::npos);
  CAF_CHECK(shown.field.empty());
  CAF_CHECK(from_caf(to_caf(shown)) == shown);
}

CAF_TEST(a bare code is an error too) {
  CAF_CHECK(from_caf(caf::make_error(model::ec::conflict)).code == model::ec::conflict);
}

CAF_TEST(a lost receiver leaves the outcome unknown and a broken one is our defect) {
  for (const auto lost : {caf::sec::request_receiver_down, caf::sec::request_timeout}) {
    const auto error = from_caf(caf::make_error(lost));
    CAF_CHECK(error.code == model::ec::outcome_unknown);
    CAF_CHECK(error.retry_after.count() > 0);
  }
  CAF_CHECK(from_caf(caf::make_error(caf::sec::runtime_error)).code == model::ec::internal);
}

CAF_TEST(a lost read is unavailable since it has changed nothing) {
  const auto lost = caf::make_error(caf::sec::request_receiver_down);
  CAF_CHECK(read_error(lost).code == model::ec::unavailable);
  CAF_CHECK(read_error(to_caf({model::ec::not_found, "none"})).code == model::ec::not_found);
}

CAF_TEST(an error of a receiver that was lost or is away may be retried and a refusal may not ) {
  CAF_CHECK(is_temporary(caf::make_error(caf::sec::request_timeout)));
  CAF_CHECK(is_temporary(to_caf({model::ec::unavailable, "away"})));
  CAF_CHECK(!is_temporary(to_caf({model::ec::not_found, "none"})));
}

} // namespace error_tests
