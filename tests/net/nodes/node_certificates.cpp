#include "net/nodes/node_certificates.hpp"

#include "net/io/tls_context.hpp"
#include "tests/net/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace vestnik::net::node_certificates_tests {

TEST_SUITE_BEGIN("net/nodes/node_certificates");

using namespace vestnik;
namespace fs = std::filesystem;

namespace {

using names = std::vector<std::string>;

std::string content(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool is_secret(const fs::path& file) {
  return fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write);
}

} // namespace

TEST_CASE("an authority and a certificate for each node are made, keys for their owner only") {
  const net::test::temporary_folder folder;
  const auto made = folder.path() + "/certificates";
  REQUIRE(net::make_node_certificates(made, names{"a", "b.example"}).has_value());
  for (const auto* name : {"ca", "a", "b.example"}) {
    CHECK(fs::exists(made + "/" + name + ".pem"));
    CHECK(is_secret(made + "/" + name + ".key"));
  }
  CHECK(net::tls_context::server(made + "/a.pem", made + "/a.key").has_value());
}

TEST_CASE("a further node gets its certificate from the same authority") {
  const net::test::temporary_folder folder;
  REQUIRE(net::make_node_certificates(folder.path(), names{"a"}).has_value());
  const auto authority = content(folder.path() + "/ca.pem");
  REQUIRE(net::make_node_certificates(folder.path(), names{"b"}).has_value());
  CHECK(content(folder.path() + "/ca.pem") == authority);
  CHECK(fs::exists(folder.path() + "/b.pem"));
}

TEST_CASE("files are not overwritten, and none is made when one would be") {
  const net::test::temporary_folder folder;
  folder.write("b.key", "precious");
  CHECK(net::make_node_certificates(folder.path(), names{"a", "b"}).error().code ==
        model::ec::conflict);
  CHECK(content(folder.path() + "/b.key") == "precious");
  CHECK_FALSE(fs::exists(folder.path() + "/a.pem"));
  CHECK_FALSE(fs::exists(folder.path() + "/ca.pem"));
}

TEST_CASE("half an authority is neither used nor replaced") {
  const net::test::temporary_folder folder;
  folder.write("ca.pem", "somebody else's");
  CHECK(net::make_node_certificates(folder.path(), names{"a"}).error().code ==
        model::ec::unavailable);
  CHECK(content(folder.path() + "/ca.pem") == "somebody else's");
}

TEST_CASE("a text that is no name of a node is refused") {
  const net::test::temporary_folder folder;
  for (const auto& wrong : {names{""}, names{"a/b"}, names{"a,IP:10.0.0.1"}, names{"ca"},
                            names{"."}, names{"a", "a"}, names{std::string(64, 'x')}})
    CHECK(net::make_node_certificates(folder.path(), wrong).error().code == model::ec::invalid);
  CHECK(fs::is_empty(folder.path()));
}

TEST_SUITE_END();

} // namespace vestnik::net::node_certificates_tests
