#include "net/http/own_names.hpp"

#include "tests/net/support/temporary_folder.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::own_names_tests {

TEST_SUITE_BEGIN("net/http/own_names");

using namespace vestnik;

TEST_CASE("a server that nobody has named answers to localhost and to addresses") {
  const own_names names{{}, {}};
  for (const auto* host :
       {"localhost", "localhost:8080", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1",
        "127.0.0.1:8080", "192.168.1.20:8080", "[::1]", "[2001:db8::1]:8080", ""})
    CHECK_MESSAGE(names.check(host).has_value(), host);
}

TEST_CASE("another name is refused with 421 and the settings that would help") {
  const own_names names{{}, {}};
  for (const auto* host :
       {"evil.example", "evil.example:8080", "localhost.evil.example", "notlocalhost",
        "127.0.0.1.evil.example", "1.2.3", "[evil]", "[", ":8080", "."}) {
    CAPTURE(host);
    const auto verdict = names.check(host);
    REQUIRE(verdict.has_error());
    CHECK(verdict.error().status == 421);
    CHECK(verdict.error().reason.field == "host");
    CHECK(verdict.error().reason.message.find("net.names") != std::string::npos);
  }
}

TEST_CASE("the names of the settings are known, and the hosts of their origins") {
  server_settings settings;
  settings.names = {"one.example"};
  settings.public_origin = "https://chat.example:8443";
  settings.allowed_origins = {"https://app.example", "http://[::1]:5173"};
  const own_names names{settings, {}};
  for (const auto* host : {"one.example", "One.Example:80", "chat.example", "app.example:443"})
    CHECK_MESSAGE(names.check(host).has_value(), host);
  for (const auto* host : {"example", "sub.one.example", "one.example.evil"})
    CHECK_MESSAGE(names.check(host).has_error(), host);
}

TEST_CASE("the names of the certificate are known") {
  const net::test::temporary_folder folder;
  const auto files = net::test::make_certificate(folder, "vestnik.test");
  const own_names names{{}, net::tls_context::server(files.certificate, files.private_key).value()};
  CHECK(names.check("vestnik.test:443").has_value());
  CHECK(names.check("other.test").has_error());
}

TEST_SUITE_END();

} // namespace vestnik::net::own_names_tests
