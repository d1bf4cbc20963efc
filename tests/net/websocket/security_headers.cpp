#include "net/websocket/security_headers.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::security_headers_tests {

TEST_SUITE_BEGIN("net/websocket/security_headers");

using namespace vestnik;
using over = model::http_request::transport;

TEST_CASE("the content policy is the documented one") {
  CHECK(model::header_value(net::security_headers(over::plain), "content-security-policy") ==
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
        "media-src 'self' blob:; manifest-src 'self'; font-src 'self'");
}

TEST_CASE("every response forbids sniffing, referrers and foreign embedding") {
  for (const auto way : {over::plain, over::tls}) {
    const auto& headers = net::security_headers(way);
    CHECK(model::header_value(headers, "x-content-type-options") == "nosniff");
    CHECK(model::header_value(headers, "referrer-policy") == "no-referrer");
    CHECK(model::header_value(headers, "cross-origin-opener-policy") == "same-origin");
    CHECK(model::header_value(headers, "cross-origin-resource-policy") == "same-origin");
    CHECK_FALSE(model::header_value(headers, "permissions-policy").empty());
  }
}

TEST_CASE("HSTS goes out over TLS only, and speaks for this host alone") {
  CHECK(model::header_value(net::security_headers(over::tls), "strict-transport-security") ==
        "max-age=31536000");
  CHECK(
      model::header_value(net::security_headers(over::plain), "strict-transport-security").empty());
}

} // namespace vestnik::net::security_headers_tests
