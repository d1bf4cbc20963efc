#include "net/server.hpp"

#include "net/io/listener.hpp"
#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/running_server.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <fmt/format.h>

#include <chrono>
#include <doctest/doctest.h>
#include <set>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace vestnik::net::server_tests {

TEST_SUITE_BEGIN("net/server");

using namespace vestnik;
using namespace vestnik::net::test;

namespace {

/// Of this process, as long as it lives.
class low_file_limit {
public:
  explicit low_file_limit(rlim_t files) {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &usual_) == 0);
    auto low = usual_;
    low.rlim_cur = files;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  }
  ~low_file_limit() { ::setrlimit(RLIMIT_NOFILE, &usual_); }
  low_file_limit(const low_file_limit&) = delete;
  low_file_limit& operator=(const low_file_limit&) = delete;

private:
  rlimit usual_{};
};

/// Takes all numbers up to this one.
std::vector<net::native_socket> files_up_to(int number) {
  std::vector<net::native_socket> files;
  while (files.empty() || files.back().get() < number)
    files.emplace_back(::dup(0));
  return files;
}

} // namespace

TEST_CASE("connections are spread over the io threads in turn") {
  running_server server{3};
  server.http.on_request = [](const model::http_request&, std::size_t io_thread,
                              const net::http_responder& respond) {
    respond({200, {}, std::to_string(io_thread)});
  };
  server.start();
  std::multiset<std::string> seen;
  for (int i = 0; i < 6; ++i) {
    blocking_client client{server.port()};
    seen.insert(get(client, "/api/thread").body);
  }
  CHECK(seen == std::multiset<std::string>{"0", "0", "1", "1", "2", "2"});
}

TEST_CASE("connections live on after stop_accepting") {
  running_server server;
  server.start();
  blocking_client client{server.port()};
  CHECK(get(client, "/").status == 200);
  server.served().stop_accepting();
  server.run([] {});
  CHECK_THROWS(blocking_client{server.port()});
  CHECK(get(client, "/").status == 200);
}

TEST_CASE("a connection that comes in when files run short is refused, and others live on") {
  running_server server;
  server.start();
  blocking_client before{server.port()};
  CHECK(get(before, "/").status == 200);
  const low_file_limit low{200};
  auto others = files_up_to(150);
  {
    blocking_client late{server.port()};
    const auto reply = get(late, "/");
    CHECK(reply.status == 503);
    CHECK(reply.header("retry-after") == "5");
    CHECK_THROWS(static_cast<void>(get(late, "/")));
  }
  CHECK(get(before, "/").status == 200);
  others.clear();
  blocking_client after{server.port()};
  CHECK(get(after, "/").status == 200);
}

TEST_CASE("who says nothing when files run short is gone in a second, and told nothing") {
  running_server server;
  server.settings.header_timeout = std::chrono::hours{1};
  server.start();
  const low_file_limit low{200};
  const auto others = files_up_to(150);
  blocking_client late{server.port()};
  CHECK(late.read_to_end().empty());
}

TEST_CASE("where few files are left, who comes is not heard, and the files stay free") {
  running_server server;
  server.start();
  const low_file_limit low{200};
  const auto others = files_up_to(162);
  blocking_client late{server.port()};
  CHECK(late.read_to_end().empty());
}

TEST_CASE("an address has a quarter of the files for its connections, others have theirs") {
  captured_log log;
  const low_file_limit low{200};
  running_server server;
  server.settings.trusted_proxies = {"127.0.0.0/8"};
  server.settings.proxies_begin = proxy_protocol::with_header;
  server.start();
  const auto come = [&server](std::string_view address) {
    blocking_client client{server.port()};
    client.send(fmt::format("PROXY TCP4 {} 10.0.0.1 4096 443\r\n", address));
    return client;
  };
  std::vector<blocking_client> silent;
  while (silent.size() < 50)
    silent.push_back(come("192.0.2.7"));
  CHECK(come("192.0.2.7").read_to_end().empty());
  auto other = come("192.0.2.8");
  CHECK(get(other, "/").status == 200);
  silent.pop_back();
  static_cast<void>(log.wait_lines("http 192.0.2.7: ended while reading: the client hung up"));
  auto again = come("192.0.2.7");
  CHECK(get(again, "/").status == 200);
}

TEST_CASE("over TLS the request says so, HSTS is sent, and the version is 1.2 at least") {
  running_server server;
  const auto files = make_certificate(server.folder, "localhost");
  server.settings.certificate_file = files.certificate;
  server.settings.private_key_file = files.private_key;
  server.http.on_request = [](const model::http_request& request, std::size_t,
                              const net::http_responder& respond) {
    CHECK(request.over == model::http_request::transport::tls);
    respond({200, {}, std::string(100'000, 'x')});
  };
  server.start();
  blocking_client client{server.port(), blocking_client::security::tls};
  CHECK(client.tls_version() == "TLSv1.3");
  const auto reply = get(client, "/api/x");
  CHECK(reply.body.size() == 100'000);
  CHECK(reply.header("strict-transport-security") == "max-age=31536000");
  blocking_client plain{server.port()};
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK_THROWS(static_cast<void>(read_reply(plain)));
}

TEST_CASE("settings that cannot work are start errors that name themselves") {
  const struct {
    const char* label;
    void (*spoil)(running_server&);
    const char* named;
  } rows[] = {
      {"no web root", [](running_server& s) { s.settings.web_root += "/missing"; },
       "net.web-root: "},
      {"no index",
       [](running_server& s) {
         s.folder.write("empty/x.txt", "");
         s.settings.web_root += "/empty";
       },
       "net.web-root: "},
      {"address", [](running_server& s) { s.settings.address = "example.org"; }, "net.address: "},
      {"foreign address", [](running_server& s) { s.settings.address = "192.0.2.1"; },
       "net.address: "},
      {"certificate without key", [](running_server& s) { s.settings.certificate_file = "x.pem"; },
       "net.private-key"},
      {"missing certificate",
       [](running_server& s) {
         s.settings.certificate_file = s.folder.path() + "/missing.pem";
         s.settings.private_key_file = s.settings.certificate_file;
       },
       "net.certificate: "},
      {"wrong key",
       [](running_server& s) {
         s.settings.certificate_file = make_certificate(s.folder, "a.test").certificate;
         s.settings.private_key_file = make_certificate(s.folder, "b.test").private_key;
       },
       "net.private-key: "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    running_server server;
    row.spoil(server);
    CHECK_THROWS_WITH_AS(server.start(), doctest::Contains(row.named), std::runtime_error);
    if (!std::string_view{row.named}.starts_with("net.address"))
      CHECK_THROWS_WITH_AS(net::server::check(server.settings), doctest::Contains(row.named),
                           std::runtime_error);
  }
}

TEST_CASE("a check takes no port") {
  running_server server;
  server.start();
  auto settings = server.settings;
  settings.port = server.port();
  CHECK_NOTHROW(net::server::check(settings));
}

TEST_CASE("a port in use is a start error that names it") {
  running_server first;
  first.start();
  running_server second;
  second.settings.port = first.port();
  CHECK_THROWS_WITH_AS(second.start(), doctest::Contains("net.port: "), std::runtime_error);
}

TEST_CASE("a stop with connections in every state leaves nothing behind") {
  const auto session = silent_session();
  running_server server{2};
  server.accept_with(session);
  server.http.on_request = [](const auto&, std::size_t, const auto&) {};
  server.start();
  blocking_client silent{server.port()};
  blocking_client begun{server.port()};
  begun.send("GET / HT");
  websocket_client open{server.port()};
  session->wait_open();
  server.threads().stop();
  CHECK(session->wait_close() == 1006);
}

} // namespace vestnik::net::server_tests
