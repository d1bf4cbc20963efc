#include "net/health_question.hpp"

#include "tests/net/support/running_server.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <utility>

namespace vestnik::net::health_question_tests {

TEST_SUITE_BEGIN("net/health_question");

using namespace vestnik;
using namespace vestnik::net::test;

namespace {

/// A server that says this to whoever asks for its health.
struct healthy_server {
  explicit healthy_server(std::string says = R"({"status":"ok"})", unsigned status = 200) {
    server.http.on_request = [this, said = std::move(says),
                              status](const model::http_request& request, std::size_t,
                                      const net::http_responder& respond) {
      question = request.path + " of " + request.remote_address;
      respond({status, {}, said});
    };
  }

  [[nodiscard]] model::result<std::string> health() {
    server.start();
    auto settings = server.settings;
    settings.port = server.port();
    return ask_health(settings);
  }

  running_server server;
  std::string question;
};

} // namespace

TEST_CASE("a server says how it is, also when it serves nobody") {
  healthy_server in{R"({"status":"suspended"})", 503};
  CHECK(in.health().value() == "suspended");
  CHECK(in.question == "/api/v1/health of 127.0.0.1");
}

TEST_CASE("a server with TLS is asked by TLS, whatever its certificate is for") {
  healthy_server in;
  const auto files = make_certificate(in.server.folder, "chat.example.org");
  in.server.settings.certificate_file = files.certificate;
  in.server.settings.private_key_file = files.private_key;
  CHECK(in.health().value() == "ok");
}

TEST_CASE("a server that listens everywhere is asked on this machine") {
  healthy_server in;
  in.server.settings.address = "0.0.0.0";
  CHECK(in.health().value() == "ok");
}

TEST_CASE("a server that expects a header of this machine's proxy gets one") {
  healthy_server in;
  in.server.settings.proxies_begin = proxy_protocol::with_header;
  in.server.settings.trusted_proxies = {"127.0.0.0/8"};
  CHECK(in.health().value() == "ok");
}

TEST_CASE("where nobody listens the question ends with the reason") {
  server_settings settings;
  {
    running_server before;
    before.start();
    settings.port = before.port();
  }
  const auto answer = ask_health(settings);
  REQUIRE(!answer);
  CHECK(answer.error().code == model::ec::unavailable);
  CHECK(answer.error().message ==
        "127.0.0.1:" + std::to_string(settings.port) + ": Connection refused");
}

TEST_CASE("a server that says nothing is waited for so long and no longer") {
  net::http_responder kept;
  healthy_server in;
  in.server.http.on_request = [&kept](const model::http_request&, std::size_t,
                                      net::http_responder respond) { kept = std::move(respond); };
  in.server.start();
  auto settings = in.server.settings;
  settings.port = in.server.port();
  const auto answer = ask_health(settings, std::chrono::milliseconds{1});
  REQUIRE(!answer);
  CHECK(answer.error().message.ends_with(": no answer in time"));
}

TEST_CASE("whoever answers something else is no server of ours") {
  for (const auto* said : {"<html>hello</html>", "[]", R"({"status":1})"}) {
    CAPTURE(said);
    healthy_server in{said};
    const auto answer = in.health();
    REQUIRE(!answer);
    CHECK(answer.error().message.find("no server of Vestnik") != std::string::npos);
  }
}

TEST_CASE("a port that the server has taken by chance is not known") {
  server_settings settings;
  settings.port = 0;
  const auto answer = ask_health(settings);
  REQUIRE(!answer);
  CHECK(answer.error().field == "net.port");
}

TEST_SUITE_END();

} // namespace vestnik::net::health_question_tests
