#include "net/io/tls_context.hpp"

#include "tests/net/support/temporary_folder.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::tls_context_tests {

TEST_SUITE_BEGIN("net/io/tls_context");

using namespace vestnik;

TEST_CASE("a certificate with its key makes a server context") {
  const net::test::temporary_folder folder;
  const auto files = net::test::make_certificate(folder, "vestnik.test");
  CHECK(net::tls_context::server(files.certificate, files.private_key).has_value());
}

TEST_CASE("a server knows whom its certificate is for") {
  const net::test::temporary_folder folder;
  const auto files = net::test::make_certificate(folder, "vestnik.test");
  const auto made = net::tls_context::server(files.certificate, files.private_key).value();
  CHECK(made.is_for("vestnik.test"));
  CHECK_FALSE(made.is_for("other.test"));
  CHECK_FALSE(made.is_for(""));
}

TEST_CASE("files that cannot be used are named with the setting and the reason") {
  const net::test::temporary_folder folder;
  const auto files = net::test::make_certificate(folder, "vestnik.test");
  const auto other = net::test::make_certificate(folder, "other.test");
  const auto junk = folder.write("junk.pem", "not a certificate");
  const struct {
    std::string certificate;
    std::string key;
    const char* field;
    const char* reason;
  } rows[] = {
      {folder.path() + "/missing.pem", files.private_key, "net.certificate",
       "No such file or directory"},
      {junk, files.private_key, "net.certificate", "it has no such part in PEM"},
      {files.certificate, folder.path() + "/missing.key", "net.private-key",
       "No such file or directory"},
      {files.certificate, junk, "net.private-key", ""},
      {files.certificate, other.private_key, "net.private-key", "key values mismatch"},
  };
  for (const auto& row : rows) {
    const auto made = net::tls_context::server(row.certificate, row.key);
    REQUIRE(made.has_error());
    CHECK(made.error().field == row.field);
    CHECK(made.error().message.starts_with(std::string{row.field} + ": "));
    CHECK(made.error().message.find(row.reason) != std::string::npos);
  }
  CHECK(net::tls_context::client(junk).error().field == "mail.extra-ca");
}

} // namespace vestnik::net::tls_context_tests
