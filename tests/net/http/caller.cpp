#include "net/http/caller.hpp"

#include "tests/net/support/running_server.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::net::caller_tests {

TEST_SUITE_BEGIN("net/http/caller");

using namespace vestnik::net::test;

namespace {

constexpr std::string_view proxy = "10.0.0.1";

/// A site behind a proxy, each of whose clients has one place.
struct fixture {
  test::http_stub http;
  test::upgrade_stub upgrades;
  test::temporary_folder folder;

  std::shared_ptr<const site> behind(proxy_protocol begins) {
    folder.write("index.html", "");
    server_settings settings;
    settings.proxies_begin = begins;
    return std::make_shared<const site>(site{settings,
                                             {},
                                             {},
                                             static_files::load(folder.path()).value(),
                                             {},
                                             {},
                                             own_names{settings, {}},
                                             forwarding{{"10.0.0.0/8"}, {}},
                                             std::make_shared<refusal_log>(),
                                             std::make_shared<client_places>(1),
                                             http,
                                             upgrades});
  }
};

/// Whom the requests of this connection are said to be of, which say so themselves.
std::string introduced(const caller& by) {
  model::http_request request;
  request.headers = {{"X-Forwarded-For", "198.51.100.1"}};
  by.introduce(request);
  return request.remote_address;
}

} // namespace

TEST_CASE_FIXTURE(fixture, "a stranger is who connects, and a proxy's client who it says") {
  const auto at = behind(proxy_protocol::without);
  const caller stranger{at, "192.0.2.1"};
  CHECK(stranger.wants() == 0);
  CHECK(introduced(stranger) == "192.0.2.1");
  CHECK(introduced({at, std::string{proxy}}) == "198.51.100.1");
}

TEST_CASE_FIXTURE(fixture, "what a proxy's header says, or leaves out, counts and no other") {
  const auto at = behind(proxy_protocol::with_header);
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"PROXY TCP4 192.0.2.7 10.0.0.1 4096 443\r\n", "192.0.2.7"}, {"PROXY UNKNOWN\r\n", proxy}};
  for (const auto& [header, address] : rows) {
    caller by{at, std::string{proxy}};
    auto rest = header;
    while (by.wants() > 0) {
      const auto part = rest.substr(0, by.wants());
      rest.remove_prefix(part.size());
      REQUIRE(by.feed(part).has_value());
    }
    CHECK(introduced(by) == address);
  }
  CHECK(introduced({at, "192.0.2.1"}) == "192.0.2.1");
}

TEST_CASE_FIXTURE(fixture,
                  "a client has its places, and a proxy, who speaks for many, needs none") {
  const auto at = behind(proxy_protocol::without);
  caller first{at, "192.0.2.1"};
  CHECK(first.take_place());
  CHECK(!caller{at, "192.0.2.1"}.take_place());
  CHECK(caller{at, "192.0.2.2"}.take_place());
  for (int i = 0; i < 3; ++i)
    CHECK(caller{at, std::string{proxy}}.take_place());
}

TEST_SUITE_END();

} // namespace vestnik::net::caller_tests
