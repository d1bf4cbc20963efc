#include "api/credentials.hpp"

#include <doctest/doctest.h>

namespace vestnik::api::credentials_tests {

TEST_SUITE_BEGIN("api/credentials");

using namespace vestnik;
using namespace vestnik::api;
using enum credentials::source;

namespace {

constexpr auto plain = model::http_request::transport::plain;
constexpr auto tls = model::http_request::transport::tls;

model::http_request request(model::header_list headers, model::http_request::transport over = plain,
                            std::string query = {}) {
  return {"GET", "/ws", std::move(query), std::move(headers), "", "192.0.2.7", over};
}

std::string text(const credentials& found) {
  const char* const names[] = {"none", "cookie", "bearer", "ticket"};
  return std::string{names[static_cast<int>(found.from)]} + ' ' + found.value.reveal();
}

} // namespace

TEST_CASE("the policy of a request is that of its transport, then of its listener") {
  CHECK(policy_of(request({}, tls), cookie_policy::tls) == cookie_policy::tls);
  CHECK(policy_of(request({}, tls), cookie_policy::loopback) == cookie_policy::tls);
  CHECK(policy_of(request({}, tls), cookie_policy::refuse) == cookie_policy::tls);
  CHECK(policy_of(request({}), cookie_policy::tls) == cookie_policy::refuse);
  CHECK(policy_of(request({}), cookie_policy::loopback) == cookie_policy::loopback);
  CHECK(policy_of(request({}), cookie_policy::refuse) == cookie_policy::refuse);
}

TEST_CASE("only the cookie of the transport's form is read") {
  const model::header_list both{{"cookie", "__Host-sid=secure; sid=loose"}};
  CHECK(text(read_credentials(request(both, tls), cookie_policy::tls)) == "cookie secure");
  CHECK(text(read_credentials(request(both), cookie_policy::loopback)) == "cookie loose");
  CHECK(text(read_credentials(request(both), cookie_policy::refuse)) == "none ");
  CHECK(text(read_credentials(request({{"cookie", "sid=loose"}}, tls), cookie_policy::tls)) ==
        "none ");
  CHECK(text(read_credentials(request({{"cookie", "sid="}}), cookie_policy::loopback)) == "none ");
  CHECK(text(read_credentials(request({}), cookie_policy::loopback)) == "none ");
}

TEST_CASE("a bearer token comes before the cookie, also when it is empty") {
  const auto read = [](const char* authorization) {
    return text(read_credentials(request({{"Cookie", "sid=c"}, {"Authorization", authorization}}),
                                 cookie_policy::loopback));
  };
  CHECK(read("Bearer t") == "bearer t");
  CHECK(read("bearer t") == "bearer t");
  CHECK(read("Bearer ") == "bearer ");
  CHECK(read("Bearer") == "cookie c");
  CHECK(read("Basic YTpi") == "cookie c");
  CHECK(read("") == "cookie c");
}

TEST_CASE("a ticket counts at an upgrade only, after the bearer token and before the cookie") {
  const auto upgrade = request({{"cookie", "sid=c"}}, plain, "a=1&token=t%2B1");
  CHECK(text(read_upgrade_credentials(upgrade, cookie_policy::loopback)) == "ticket t+1");
  CHECK(text(read_upgrade_credentials(upgrade, cookie_policy::refuse)) == "ticket t+1");
  CHECK(text(read_credentials(upgrade, cookie_policy::loopback)) == "cookie c");
  const auto bearer = request({{"authorization", "Bearer b"}}, plain, "token=t");
  CHECK(text(read_upgrade_credentials(bearer, cookie_policy::loopback)) == "bearer b");
  const auto cookie = request({{"cookie", "sid=c"}}, plain, "token=");
  CHECK(text(read_upgrade_credentials(cookie, cookie_policy::loopback)) == "cookie c");
}

TEST_CASE("the cookie is out of reach of scripts and other sites, and over TLS bound to the host") {
  const auto in_tls =
      session_cookie(cookie_policy::tls, model::secret{"abc"}, std::chrono::hours{1});
  CHECK(in_tls.first == "set-cookie");
  CHECK(in_tls.second == "__Host-sid=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
  CHECK(session_cookie(cookie_policy::loopback, model::secret{"abc"}, std::chrono::seconds{5})
            .second == "sid=abc; Path=/; Max-Age=5; HttpOnly; SameSite=Lax");
}

TEST_CASE("an expired cookie has the same name and form") {
  CHECK(expired_cookie(cookie_policy::tls).second ==
        "__Host-sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
  CHECK(expired_cookie(cookie_policy::loopback).second ==
        "sid=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

TEST_SUITE_END();

} // namespace vestnik::api::credentials_tests
