#include "net/http/refusal.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::refusal_tests {

TEST_SUITE_BEGIN("net/http/refusal");

using namespace vestnik;

TEST_CASE("a refusal is a JSON body with code, field and message") {
  const auto response =
      net::to_response(net::refusal{414, {model::ec::too_large, "say \"less\"", "target"}});
  CHECK(response.status == 414);
  CHECK(response.body ==
        R"({"errors":[{"code":"too_large","field":"target","message":"say \"less\""}]})");
  CHECK(model::header_value(response.headers, "content-type") == "application/json");
}

TEST_CASE("an error has the status of its code") {
  CHECK(net::to_response(model::error{model::ec::not_found, "no"}).status == 404);
}

TEST_CASE("a time to wait is rounded up to seconds") {
  model::error busy{model::ec::unavailable, "busy"};
  busy.retry_after = std::chrono::milliseconds{1'200};
  CHECK(model::header_value(net::to_response(busy).headers, "retry-after") == "2");
}

TEST_CASE("an error without a time has that of its code, a refusal with a status of its own none") {
  const model::error busy{model::ec::unavailable, "busy"};
  CHECK(model::header_value(net::to_response(busy).headers, "retry-after") == "1");
  CHECK(model::header_value(net::to_response(net::refusal{408, busy}).headers, "retry-after") ==
        "");
}

TEST_SUITE_END();

} // namespace vestnik::net::refusal_tests
