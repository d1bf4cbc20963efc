#include "config/engine/syntax.hpp"

#include <doctest/doctest.h>

namespace vestnik::config::syntax_tests {

TEST_SUITE_BEGIN("config/engine/syntax");

using namespace vestnik::config;

TEST_CASE("an IP address has no port, name or blank") {
  for (const auto* text : {"127.0.0.1", "0.0.0.0", "::1", "::", "2001:db8::7"})
    CHECK_MESSAGE(is_ip_address(text), text);
  for (const auto* text :
       {"", "localhost", "127.0.0", "127.0.0.1:80", "[::1]", " ::1", "1.2.3.256"})
    CHECK_FALSE_MESSAGE(is_ip_address(text), text);
}

TEST_CASE("an address range has a prefix that its family allows") {
  for (const auto* text : {"10.0.0.0/8", "127.0.0.1/32", "0.0.0.0/0", "fd00::/8", "::1/128"})
    CHECK_MESSAGE(is_address_range(text), text);
  for (const auto* text : {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129",
                           "10.0.0.0/8 ", "ten/8", "/8"})
    CHECK_FALSE_MESSAGE(is_address_range(text), text);
}

TEST_CASE("an origin is a scheme, a host and perhaps a port, in lower case") {
  for (const auto* text :
       {"https://chat.example.org", "http://localhost:5173", "http://[::1]:80", "http://127.0.0.1"})
    CHECK_MESSAGE(is_web_origin(text), text);
  for (const auto* text :
       {"", "chat.example.org", "https://", "https://chat.example.org/", "https://Chat.example.org",
        "ftp://chat.example.org", "https://chat.example.org:", "https://chat.example.org:99999",
        "https://a b", "https://u@h", "http://[zz]", "*"})
    CHECK_FALSE_MESSAGE(is_web_origin(text), text);
}

TEST_CASE("an origin that may be left out is an origin or nothing") {
  CHECK(is_web_origin_or_empty("https://chat.example.org"));
  CHECK(is_web_origin_or_empty(""));
  CHECK_FALSE(is_web_origin_or_empty("chat.example.org"));
}

TEST_CASE("a host name is the host of an origin, without scheme and port") {
  for (const auto* host : {"chat.example.org", "localhost", "chat", "[::1]"})
    CHECK(is_host_name(host));
  for (const auto* other : {"", "Chat.example.org", "https://chat", "chat:8080", "chat/x", "[::1"})
    CHECK_FALSE(is_host_name(other));
}

TEST_CASE("a node's name is what may stand in a certificate, or nothing") {
  for (const auto* text : {"", "n1", "node-7.example.org", "A"})
    CHECK_MESSAGE(is_node_name(text), text);
  for (const auto* text : {"n 1", "n_1", "n1/", "n1:7420", "*.example.org", "узел"})
    CHECK_FALSE_MESSAGE(is_node_name(text), text);
}

TEST_CASE("the address of a PostgreSQL has its scheme, and no file's name is one") {
  for (const auto* text : {"postgresql://u@h/d", "postgres://"})
    CHECK_MESSAGE(is_postgres_url(text), text);
  for (const auto* text : {"", "postgres.db", "postgresql:/x", "sqlite:///postgres://", "host=h"})
    CHECK_FALSE_MESSAGE(is_postgres_url(text), text);
}

TEST_CASE("passwords in database addresses are hidden") {
  CHECK(hide_password("postgres://me:sesame@db/vestnik") == "postgres://me:***@db/vestnik");
  CHECK(hide_password("postgres://me:se:s@me@db:5432/v?x=a@b") ==
        "postgres://me:***@db:5432/v?x=a@b");
  CHECK(hide_password("host=db password=sesame user=me") == "host=db password=*** user=me");
  CHECK(hide_password("postgres://db/v?password=sesame&x=1") == "postgres://db/v?password=***&x=1");
  CHECK(hide_password("postgres://me:sesame@db/v?sslpassword=open&x=1") ==
        "postgres://me:***@db/v?sslpassword=***&x=1");
  CHECK(hide_password("postgres://me:ses/ame@db/v") == "postgres://me:***@db/v");
  CHECK(hide_password("postgresql://me:se?same@db/v") == "postgresql://me:***@db/v");
  CHECK(hide_password("host=db password = 'ses a\\'me' user=me") ==
        "host=db password = *** user=me");
  CHECK(hide_password("password=ses\\ ame user=me") == "password=*** user=me");
  CHECK(hide_password("password=") == "password=***");
  for (const auto* text : {"", "data/vestnik.db", "postgres://me@db/vestnik", "postgres://db:1/v",
                           "postgres://db/passwords"})
    CHECK(hide_password(text) == text);
}

TEST_SUITE_END();

} // namespace vestnik::config::syntax_tests
