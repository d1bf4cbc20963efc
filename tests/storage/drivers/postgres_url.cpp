#include "storage/drivers/postgres_url.hpp"

#include "tests/storage/test_store.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <string>

namespace vestnik::storage::postgres_url_tests {

TEST_SUITE_BEGIN("storage/drivers/postgres_url");

using namespace vestnik;
using namespace vestnik::storage;
using namespace vestnik::storage::test;

namespace {

/// What libpq makes of it.
std::map<std::string, std::string> read(const std::string& connection_string) {
  char* reason = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
      PQconninfoParse(connection_string.c_str(), &reason), &PQconninfoFree};
  REQUIRE_MESSAGE(parsed, reason);
  std::map<std::string, std::string> found;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr)
      found[option->keyword] = option->val;
  return found;
}

std::map<std::string, std::string> from(const std::string& url) {
  return read(must(to_connection_string(url)));
}

} // namespace

TEST_CASE("the options of a URL reach libpq as they are") {
  auto said = from("postgresql://us%27er:p%5C%20%27w@db:5433/ves%27tnik?sslmode=require"
                   "&connect_timeout=30&options=-csearch_path%3Dchat");
  CHECK(said["user"] == "us'er");
  CHECK(said["password"] == "p\\ 'w");
  CHECK(said["host"] == "db");
  CHECK(said["port"] == "5433");
  CHECK(said["dbname"] == "ves'tnik");
  CHECK(said["sslmode"] == "require");
  CHECK(said["connect_timeout"] == "30");
  CHECK(said["options"] == "-csearch_path=chat");
}

TEST_CASE("another machine must prove who it is unless the URL says otherwise") {
  for (const auto* url :
       {"postgresql://db/v", "postgres://10.0.0.5/v", "postgresql://[2001:db8::1]/v",
        "postgresql://localhost,db/v", "postgresql:///v?host=localhost&hostaddr=10.0.0.5",
        "postgresql://localhost.example.org/v", "postgresql:///v"}) {
    CAPTURE(url);
    CHECK(from(url)["sslmode"] == "verify-full");
  }
  CHECK(from("postgresql://db/v?sslmode=verify-ca")["sslmode"] == "verify-ca");
}

TEST_CASE("this machine need not") {
  for (const auto* url : {"postgresql://localhost/v", "postgresql://127.0.0.1:5433,[::1]/v",
                          "postgresql:///v?host=/run/postgresql", "postgresql:///v?host=@abstract",
                          "postgresql:///v?host=db&hostaddr=127.0.0.1"}) {
    CAPTURE(url);
    CHECK(from(url).count("sslmode") == 0);
  }
}

TEST_CASE("silence means text in UTF-8, the primary, and no endless waiting") {
  auto said = from("postgresql://db/v?client_encoding=LATIN1");
  CHECK(said["client_encoding"] == "UTF8");
  CHECK(said["target_session_attrs"] == "read-write");
  CHECK(said["connect_timeout"] == "4");
  CHECK(said["tcp_user_timeout"] == "4000");
  CHECK(said["keepalives_idle"] == "2");
  CHECK(from("postgresql://a,b/v?target_session_attrs=any")["target_session_attrs"] == "any");
}

TEST_CASE("a URL may say how soon a silent server is given up") {
  auto said = from("postgresql://db/v?tcp_user_timeout=30000&keepalives_idle=60&connect_timeout=9");
  CHECK(said["tcp_user_timeout"] == "30000");
  CHECK(said["keepalives_idle"] == "60");
  CHECK(said["keepalives_count"] == "2");
  CHECK(said["connect_timeout"] == "9");
}

TEST_CASE("an address that libpq does not understand is refused without a password") {
  for (const auto* url :
       {"postgresql://user:hunter2%zz@db/v", "postgresql://user:hunter2@[::1/v",
        "postgresql://user:hunter2@[::1]x/v", "postgresql://user:hunter2@db/v?no_such=thing",
        "postgresql://db/v?password=hunter2=2"}) {
    CAPTURE(url);
    const auto refused = to_connection_string(url);
    REQUIRE(code_of(refused) == model::ec::invalid);
    CHECK(refused.error().field == "storage.url");
    CHECK(refused.error().message.find("hunter2") == std::string::npos);
  }
  CHECK(to_connection_string("postgresql://db/v?no_such=thing").error().message.find("no_such") !=
        std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::storage::postgres_url_tests
