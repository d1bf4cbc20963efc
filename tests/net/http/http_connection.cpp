#include "net/http/http_connection.hpp"

#include "tests/net/support/blocking_client.hpp"
#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/running_server.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>
#include <future>
#include <optional>
#include <thread>
#include <vector>

namespace vestnik::net::http_connection_tests {

TEST_SUITE_BEGIN("net/http/http_connection");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view head = "Host: vestnik.test\r\n";

std::string post(std::string_view target, std::string_view body) {
  return fmt::format("POST {} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n{}", target, head,
                     body.size(), body);
}

} // namespace

TEST_CASE("a request reaches the handler as it was sent, and its answer the client") {
  running_server server;
  server.http.on_request = [](model::http_request request, std::size_t io_thread,
                              const net::http_responder& respond) {
    CHECK(io_thread == 0);
    CHECK(request.over == model::http_request::transport::plain);
    respond({201,
             {{"Content-Type", "text/plain"}},
             fmt::format("{} {} {} {} {}", request.method, request.path, request.query,
                         request.body, request.remote_address)});
  };
  server.start();
  blocking_client client{server.port()};
  client.send(post("/api/v1/things?a=b", "hello"));
  const auto reply = read_reply(client);
  CHECK(reply.status == 201);
  CHECK(reply.body == "POST /api/v1/things a=b hello 127.0.0.1");
  CHECK(reply.header("content-type") == "text/plain");
  CHECK(reply.header("x-content-type-options") == "nosniff");
  CHECK(reply.header("strict-transport-security").empty());
}

TEST_CASE("a connection serves many requests, and pipelined ones in their order") {
  running_server server;
  // Answers come from another thread, the first one last.
  std::vector<std::thread> workers;
  server.http.on_request = [&](model::http_request request, std::size_t,
                               net::http_responder respond) {
    workers.emplace_back([path = std::move(request.path), respond = std::move(respond)] {
      respond({200, {}, path});
    });
  };
  server.start();
  blocking_client client{server.port()};
  std::string batch;
  for (int i = 0; i < 50; ++i)
    batch += fmt::format("GET /{}/{} HTTP/1.1\r\n{}\r\n", i % 5 == 0 ? "" : "api", i, head);
  client.send(batch);
  for (int i = 0; i < 50; ++i)
    CHECK(read_reply(client).body == fmt::format("/{}/{}", i % 5 == 0 ? "" : "api", i));
  for (auto& worker : workers)
    worker.join();
}

TEST_CASE("thousands of pipelined requests for a file are answered without recursion") {
  running_server server;
  server.start();
  blocking_client client{server.port()};
  std::string batch;
  for (int i = 0; i < 400; ++i)
    batch += fmt::format("GET / HTTP/1.1\r\n{}\r\n", head);
  client.send(batch);
  for (int i = 0; i < 400; ++i)
    REQUIRE(read_reply(client).body.starts_with("<!doctype html>"));
}

TEST_CASE("a connection that was answered 503 is closed") {
  running_server server;
  server.http.on_request = [](const model::http_request&, std::size_t,
                              const net::http_responder& respond) {
    respond({503, {}, "later"});
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply = get(client, "/api/x");
  CHECK(reply.status == 503);
  CHECK(reply.header("connection") == "close");
  CHECK(client.read_to_end().empty());
}

TEST_CASE("a request that is not answered gets 500") {
  running_server server;
  server.http.on_request = [](const model::http_request&, std::size_t, const net::http_responder&) {
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply = get(client, "/api/x");
  CHECK(reply.status == 500);
  CHECK(reply.body.find(R"("code":"internal")") != std::string::npos);
}

TEST_CASE("an answer given twice is not that of the next request") {
  running_server server;
  std::promise<net::http_responder> second;
  server.http.on_request = [&](const model::http_request& request, std::size_t,
                               const net::http_responder& respond) {
    if (request.path == "/api/2")
      return second.set_value(respond);
    respond({200, {}, "of the first"});
    respond({200, {}, "of the first, again"});
  };
  server.start();
  blocking_client client{server.port()};
  client.send(fmt::format("GET /api/1 HTTP/1.1\r\n{0}\r\nGET /api/2 HTTP/1.1\r\n{0}\r\n", head));
  CHECK(read_reply(client).body == "of the first");
  second.get_future().get()({200, {}, "of the second"});
  CHECK(read_reply(client).body == "of the second");
}

TEST_CASE("an answer after the client has gone goes nowhere") {
  running_server server;
  std::promise<net::http_responder> taken;
  server.http.on_request = [&](const model::http_request&, std::size_t,
                               net::http_responder respond) {
    taken.set_value(std::move(respond));
  };
  server.start();
  std::optional<blocking_client> client{server.port()};
  client->send(fmt::format("GET /api/x HTTP/1.1\r\n{}\r\n", head));
  auto respond = taken.get_future().get();
  client.reset();
  respond({200, {}, "late"});
  server.threads().stop();
  respond({200, {}, "after the end"});
}

TEST_CASE("a request without an answer for long is answered that its outcome is unknown") {
  running_server server;
  server.settings.answer_timeout = 60ms;
  std::promise<net::http_responder> taken;
  server.http.on_request = [&](const model::http_request&, std::size_t,
                               net::http_responder respond) {
    taken.set_value(std::move(respond));
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply = get(client, "/api/x");
  CHECK(reply.status == 503);
  CHECK(reply.body.find(R"("code":"outcome_unknown")") != std::string::npos);
  CHECK(reply.header("retry-after") == "1");
  CHECK(client.read_to_end().empty());
  taken.get_future().get()({200, {}, "late"});
}

TEST_CASE("an upgrade without a decision for long is refused, and a later one opens nothing") {
  running_server server;
  server.settings.answer_timeout = 60ms;
  std::promise<std::shared_ptr<net::upgrade_decision>> taken;
  server.upgrades.on_request = [&](const auto&, std::shared_ptr<net::upgrade_decision> decision) {
    taken.set_value(std::move(decision));
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply =
      get(client, "/ws",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          "Origin: http://vestnik.test\r\n");
  CHECK(reply.status == 503);
  CHECK(client.read_to_end().empty());
  const auto session = silent_session();
  taken.get_future().get()->accept(session, "");
  CHECK(session->wait_close() == 1006);
}

TEST_CASE("a second answer to one request is not the answer to the next") {
  running_server server;
  server.http.on_request = [](const model::http_request& request, std::size_t,
                              const net::http_responder& respond) {
    respond({200, {}, request.path});
    respond({200, {}, "another answer to " + request.path});
  };
  server.start();
  blocking_client client{server.port()};
  client.send(fmt::format("GET /api/1 HTTP/1.1\r\n{}\r\nGET /api/2 HTTP/1.1\r\n{}\r\n"
                          "GET /api/3 HTTP/1.1\r\n{}\r\n",
                          head, head, head));
  CHECK(read_reply(client).body == "/api/1");
  CHECK(read_reply(client).body == "/api/2");
  CHECK(read_reply(client).body == "/api/3");
}

TEST_CASE("HEAD gets the head of GET without a body") {
  running_server server;
  server.start();
  blocking_client client{server.port()};
  client.send(fmt::format("HEAD / HTTP/1.1\r\n{}\r\nHEAD /api/x HTTP/1.1\r\n{}\r\n", head, head));
  CHECK(read_reply(client, body_expected::no).header("content-length") == "37");
  CHECK(read_reply(client, body_expected::no).status == 404);
}

TEST_CASE("requests against the policy are refused with a coded body, and the connection ends") {
  const struct {
    const char* label;
    std::string request;
    unsigned status;
  } rows[] = {
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"both lengths",
       "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
       400},
      {"chunked on 1.0",
       "POST /api HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"body too large", "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 32769\r\n\r\n", 413},
      {"target too long", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n", 414},
      {"head too large", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'x'), 431},
      {"chunk line without end",
       "POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=" +
           std::string(20'000, 'x'),
       431},
      {"name of another", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"bad escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"TLS on a plain port", "\x16\x03\x01\x02\x01\r\n\r\n", 400},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    running_server server;
    server.http.on_request = [](const auto&, std::size_t, const auto&) {
      FAIL("reached the handler");
    };
    server.start();
    blocking_client client{server.port()};
    client.send(row.request);
    const auto reply = read_reply(client);
    CHECK(reply.status == row.status);
    CHECK(reply.header("connection") == "close");
    CHECK(reply.body.starts_with(R"({"errors":[{"code":)"));
    client.shutdown_send();
    CHECK(client.read_to_end().empty());
  }
}

TEST_CASE("a refused client that goes on sending still gets the whole answer") {
  running_server server;
  server.start();
  blocking_client client{server.port()};
  client.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" +
              std::string(3'000'000, 'x'));
  CHECK(read_reply(client).status == 413);
  client.shutdown_send();
  CHECK(client.read_to_end().empty());
}

TEST_CASE("a head that trickles in is given up") {
  running_server server;
  server.settings.header_timeout = 60ms;
  server.start();
  blocking_client client{server.port()};
  SUBCASE("with 408 once a request has begun") {
    client.send("GET / HTTP/1.1\r\nX-Slow: ");
    CHECK(read_reply(client).status == 408);
  }
  SUBCASE("in silence before the first byte") { CHECK(client.read_to_end().empty()); }
}

TEST_CASE("a body slower than 1 KiB a second is given up") {
  running_server server;
  server.settings.header_timeout = 60ms;
  server.start();
  blocking_client client{server.port()};
  client.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nxxx");
  CHECK(read_reply(client).status == 408);
}

TEST_CASE("an idle connection is closed after its keep-alive time") {
  running_server server;
  server.settings.keep_alive = 60ms;
  server.start();
  blocking_client client{server.port()};
  CHECK(get(client, "/").status == 200);
  CHECK(client.read_to_end().empty());
}

TEST_CASE("the connection ends when the client asks for it, and on HTTP/1.0") {
  running_server server;
  server.start();
  for (const auto* request : {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                              "GET / HTTP/1.0\r\nHost: a\r\n\r\n"}) {
    CAPTURE(request);
    blocking_client client{server.port()};
    client.send(request);
    CHECK(read_reply(client).header("connection") == "close");
    client.shutdown_send();
    CHECK(client.read_to_end().empty());
  }
}

TEST_CASE("a client that waits for 100 Continue is told to go on") {
  running_server server;
  server.http.on_request = [](model::http_request request, std::size_t,
                              const net::http_responder& respond) {
    respond({200, {}, std::move(request.body)});
  };
  server.start();
  blocking_client client{server.port()};
  client.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  CHECK(read_reply(client).body == "ok");
}

TEST_CASE("a large body and a large answer pass whole") {
  running_server server;
  server.settings.max_body = 8'000'000;
  server.http.on_request = [](model::http_request request, std::size_t,
                              const net::http_responder& respond) {
    respond({200, {}, request.body + request.body});
  };
  server.start();
  blocking_client client{server.port()};
  const std::string body(5'000'000, 'x');
  client.send(post("/api", body));
  CHECK(read_reply(client).body == body + body);
}

TEST_CASE("an upgrade is judged before the handler is asked") {
  running_server server;
  server.upgrades.on_request = [](const auto&, const auto&) { FAIL("was asked"); };
  server.start();
  for (const auto* origin : {"Origin: http://evil.test\r\n", ""}) {
    CAPTURE(origin);
    blocking_client client{server.port()};
    const auto reply = get(client, "/ws",
                           fmt::format("Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                       "Sec-WebSocket-Version: 13\r\n"
                                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}",
                                       origin));
    CHECK(reply.status == 403);
    CHECK(reply.body.find(R"("code":"forbidden")") != std::string::npos);
  }
}

TEST_CASE("an upgrade that the handler refuses leaves the connection in use") {
  running_server server;
  server.upgrades.on_request = [](const auto&, const auto& decision) {
    decision->refuse({401, {}, "who are you?"});
  };
  server.start();
  blocking_client client{server.port()};
  const auto reply =
      get(client, "/ws",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          "Origin: http://vestnik.test\r\n");
  CHECK(reply.status == 401);
  CHECK(reply.body == "who are you?");
  CHECK(get(client, "/").status == 200);
}

TEST_CASE("the end of a connection is logged with its phase and reason") {
  captured_log log;
  running_server server;
  server.start();
  { const blocking_client silent{server.port()}; }
  {
    blocking_client kept{server.port()};
    CHECK(get(kept, "/").status == 200);
  }
  blocking_client last{server.port()};
  last.send(fmt::format("GET / HTTP/1.1\r\n{}Connection: close\r\n\r\n", head));
  CHECK(read_reply(last).status == 200);
  running_server impatient;
  impatient.settings.header_timeout = 50ms;
  impatient.start();
  const blocking_client slow{impatient.port()};
  CHECK(log.wait_lines("http 127.0.0.1: ended while ", 4).size() == 4);
  for (const auto* end : {"reading: the client hung up", "waiting: the client hung up",
                          "writing: this was the last answer", "reading: no request came"})
    CHECK(log.wait_lines(fmt::format("http 127.0.0.1: ended while {}", end)).size() == 1);
}

} // namespace vestnik::net::http_connection_tests
