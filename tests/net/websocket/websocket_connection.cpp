#include "net/websocket/websocket_connection.hpp"

#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/running_server.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <doctest/doctest.h>
#include <future>

namespace vestnik::net::websocket_connection_tests {

TEST_SUITE_BEGIN("net/websocket/websocket_connection");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

net::frame_ptr text_frame(std::string_view payload) {
  return net::make_frame(net::frame_kind::text, payload);
}

std::string payload_of(std::size_t size) {
  std::string made(size, ' ');
  for (std::size_t i = 0; i < size; ++i)
    made[i] = static_cast<char>('a' + i % 26);
  return made;
}

} // namespace

TEST_CASE("messages of every length come back, text as text and binary as binary") {
  running_server server;
  server.settings.max_message = 200'000;
  server.start();
  websocket_client client{server.port()};
  for (const std::size_t size : {0UL, 1UL, 125UL, 126UL, 511UL, 512UL, 513UL, 1'535UL, 1'536UL,
                                 16'384UL, 65'535UL, 65'536UL, 200'000UL}) {
    CAPTURE(size);
    const auto payload = payload_of(size);
    client.send_text(payload);
    CHECK((client.read() == received_frame{text, true, payload}));
    client.send(client_frame(fin | binary, payload));
    CHECK((client.read() == received_frame{binary, true, payload}));
  }
}

TEST_CASE("fragments become one message, with pings between them answered") {
  running_server server;
  server.start();
  websocket_client client{server.port()};
  client.send(client_frame(text, "one "));
  client.send(client_frame(fin | ping, "still there?"));
  client.send(client_frame(continuation, ""));
  client.send(client_frame(fin | continuation, "two"));
  CHECK((client.read() == received_frame{pong, true, "still there?"}));
  CHECK((client.read() == received_frame{text, true, "one two"}));
}

TEST_CASE("frames of up to 70 KB arrive whole between pongs") {
  running_server server;
  server.start();
  websocket_client client{server.port()};
  std::string batch;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 40; ++i) {
    expected.push_back(payload_of(i * 1'777 % 70'000));
    batch += client_frame(fin | ping, std::to_string(i));
    batch += client_frame(fin | text, expected.back());
  }
  auto sending = std::async(std::launch::async, [&] { client.send(batch); });
  std::size_t pongs = 0;
  std::vector<std::string> got;
  while (got.size() < expected.size() || pongs < expected.size()) {
    auto next = client.read();
    if (next.opcode == pong)
      CHECK(next.payload == std::to_string(pongs++));
    else
      got.push_back(std::move(next.payload));
  }
  sending.get();
  CHECK(got == expected);
}

TEST_CASE("bytes that came together with the upgrade request are not lost") {
  running_server server;
  server.start();
  blocking_client raw{server.port()};
  std::string frames;
  for (int i = 0; i < 400; ++i)
    frames += client_frame(fin | text, "early " + std::to_string(i));
  raw.send(upgrade_request("/ws", "Origin: http://vestnik.test\r\n") + frames);
  REQUIRE(read_reply(raw).status == 101);
  for (int i = 0; i < 400; ++i) {
    const auto expected = "early " + std::to_string(i);
    CHECK(raw.read(2 + expected.size()).substr(2) == expected);
  }
}

TEST_CASE("a frame pushed at once does not overtake the 101") {
  running_server server;
  class pushing final : public net::connection_handler {
  public:
    void on_open(std::shared_ptr<net::outbox> out,
                 std::shared_ptr<net::inbound_credit> in) override {
      out->push(text_frame("first"));
      in->grant(1);
    }
    void on_frame(net::frame_kind, std::string_view) override {}
    void on_close(std::uint16_t) override {}
  };
  server.accept_with(std::make_shared<pushing>());
  server.start();
  blocking_client raw{server.port()};
  raw.send(upgrade_request("/ws", "Origin: http://vestnik.test\r\n") +
           client_frame(fin | ping, "now"));
  CHECK(raw.read(13) == "HTTP/1.1 101 ");
  CHECK(raw.read_until("\r\n\r\n").ends_with("\r\n\r\n"));
  // The pong may pass the frame, neither may pass the 101.
  const auto frames = raw.read(12);
  const std::string first = "\x81\x05"
                            "first";
  const std::string now = "\x8a\x03now";
  CHECK((frames == first + now || frames == now + first));
}

TEST_CASE("the answer confirms the subprotocol and carries the security headers") {
  running_server server;
  server.start();
  websocket_client offering{server.port(), "Sec-WebSocket-Protocol: vestnik.v1\r\n"};
  CHECK(offering.answer().header("sec-websocket-protocol") == "vestnik.v1");
  CHECK(offering.answer().header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(offering.answer().header("x-content-type-options") == "nosniff");
  websocket_client plain{server.port()};
  CHECK(plain.answer().header("sec-websocket-protocol").empty());
}

TEST_CASE("no message is read without credit") {
  running_server server;
  const auto session = silent_session(0);
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  client.send_text("one");
  client.send_text("two");
  client.send_text("three");
  session->wait_open();
  server.run([&] { session->credit().grant(2); });
  CHECK(session->wait_messages(2) == std::vector<std::string>{"one", "two"});
  server.run([&] { session->out()->push(text_frame("marker")); });
  CHECK(client.read().payload == "marker");
  CHECK(session->wait_messages(2).size() == 2);
  server.run([&] { session->credit().grant(1); });
  CHECK(session->wait_messages(3)[2] == "three");
}

TEST_CASE("broken input closes with the code that says why") {
  const struct {
    const char* label;
    std::string input;
    std::uint16_t code;
  } rows[] = {
      {"invalid UTF-8", client_frame(fin | text, "\xc3("), 1007},
      {"UTF-8 that an empty fragment ends within a character",
       client_frame(text, "\xe2\x82") + client_frame(fin | continuation, ""), 1007},
      {"too long", client_frame(fin | text, std::string(1'001, 'x')), 1009},
      {"too long in fragments",
       client_frame(text, std::string(900, 'x')) +
           client_frame(continuation, std::string(900, 'x')),
       1009},
      {"reserved opcode", client_frame(fin | 0x3, ""), 1002},
      {"reserved bit", client_frame(fin | 0x40 | text, ""), 1002},
      {"continuation of nothing", client_frame(fin | continuation, ""), 1002},
      {"fragmented ping", client_frame(ping, ""), 1002},
      {"unmasked", "\x81\x01x", 1002},
      {"bad close code", client_close(1005), 1002},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    running_server server;
    server.settings.max_message = 1'000;
    const auto session = silent_session();
    server.accept_with(session);
    server.start();
    websocket_client client{server.port()};
    client.send(row.input);
    const auto frame = client.read();
    CHECK(frame.opcode == close_op);
    CHECK(frame.close_code() == row.code);
    client.connection().shutdown_send();
    CHECK(client.connection().read_to_end().empty());
    CHECK(session->wait_close() == row.code);
  }
}

TEST_CASE("a client's close is answered and told with its code") {
  running_server server;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  SUBCASE("with a code") {
    client.send(client_close(4321));
    CHECK(client.read().close_code() == 4321);
    CHECK(session->wait_close() == 4321);
  }
  SUBCASE("without one") {
    client.send(client_frame(fin | close_op, ""));
    CHECK(client.read().opcode == close_op);
    CHECK(session->wait_close() == 1005);
  }
  CHECK(client.connection().read_to_end().empty());
}

TEST_CASE("a client that vanishes is told as 1006") {
  running_server server;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  { websocket_client client{server.port()}; }
  CHECK(session->wait_close() == 1006);
}

TEST_CASE("our close sends what is queued, then the code and reason, and nothing after") {
  running_server server;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  session->wait_open();
  server.run([&] {
    session->out()->push(text_frame("last"));
    session->out()->close(4012, R"({"code":"draining"})");
    session->out()->close(4000, "");
    CHECK(session->out()->push(text_frame("late")) == net::push_result::closed);
  });
  CHECK(client.read().payload == "last");
  const auto frame = client.read();
  CHECK(frame.close_code() == 4012);
  CHECK(frame.payload.substr(2) == R"({"code":"draining"})");
  client.send(client_close(4012));
  CHECK(client.connection().read_to_end().empty());
  CHECK(session->wait_close() == 4012);
}

TEST_CASE("a close from within a message handler ends the connection") {
  running_server server;
  const auto session = std::make_shared<probe_session>(
      [](probe_session& self, net::frame_kind, std::string_view) { self.out()->close(4501, ""); });
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  client.send_text("a");
  client.send_text("b");
  CHECK(client.read().close_code() == 4501);
  client.send(client_close(4501));
  CHECK(session->wait_close() == 4501);
  CHECK(session->wait_messages(1).size() == 1);
}

TEST_CASE("all frames and the close reach a client that is still sending") {
  running_server server;
  server.settings.outbox_frames = 10'000;
  const auto session = silent_session(0);
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  session->wait_open();
  // Unread input is in the server's socket when it closes, which must not reset it.
  client.send_text(payload_of(100'000));
  server.run([&] {
    for (int i = 0; i < 5'000; ++i)
      REQUIRE(session->out()->push(text_frame(std::to_string(i))) == net::push_result::queued);
    session->out()->close(4000, "");
  });
  for (int i = 0; i < 5'000; ++i)
    REQUIRE(client.read().payload == std::to_string(i));
  CHECK(client.read().close_code() == 4000);
  client.send_text("and still sending");
  client.send(client_close(4000));
  CHECK(client.connection().read_to_end().empty());
  CHECK(session->wait_close() == 4000);
}

TEST_CASE("all frames reach a client that closes first and goes on sending") {
  running_server server;
  server.settings.outbox_frames = 10'000;
  const auto session = silent_session();
  server.accept_with(session);
  server.start();
  websocket_client client{server.port()};
  session->wait_open();
  server.run([&] {
    for (int i = 0; i < 5'000; ++i)
      session->out()->push(text_frame(std::to_string(i)));
  });
  client.send(client_close(1000) + payload_of(100'000));
  for (int i = 0; i < 5'000; ++i)
    REQUIRE(client.read().payload == std::to_string(i));
  CHECK(client.read().close_code() == 1000);
  client.connection().shutdown_send();
  CHECK(client.connection().read_to_end().empty());
  CHECK(session->wait_close() == 1000);
}

TEST_CASE("sessions hear that the threads stop, and their outbox says closed") {
  const auto session = silent_session();
  {
    running_server server;
    server.accept_with(session);
    server.start();
    websocket_client client{server.port()};
    session->wait_open();
    server.threads().stop();
    CHECK(session->wait_close() == 1006);
    CHECK(session->out()->push(text_frame("x")) == net::push_result::closed);
  }
  CHECK(session->out()->pending_bytes() == 0);
  session->out()->close(4000, "");
  session->credit().grant(1);
}

TEST_CASE("the end of a connection is logged once, with its phase and reason") {
  captured_log log;
  running_server server;
  server.start();
  {
    websocket_client client{server.port()};
    client.send(client_close(4001));
    CHECK(client.read().close_code() == 4001);
  }
  CHECK(log.wait_lines("websocket 127.0.0.1: ended while open: close code 4001").size() == 1);
  { const websocket_client lost{server.port()}; }
  CHECK(log.wait_lines("websocket 127.0.0.1: ended while open: close code 1006").size() == 1);
  const websocket_client last{server.port()};
  server.threads().stop();
  CHECK(log.wait_lines("websocket 127.0.0.1: ended while open: the server is stopping").size() ==
        1);
  CHECK(log.wait_lines("").size() == 3);
}

TEST_CASE("the same over TLS: large and small, both ways, and a close in order") {
  running_server server;
  const auto files = make_certificate(server.folder, "vestnik.test");
  server.settings.certificate_file = files.certificate;
  server.settings.private_key_file = files.private_key;
  server.start();
  websocket_client client{server.port(), "", blocking_client::security::tls};
  for (const std::size_t size : {1UL, 16'383UL, 16'384UL, 16'385UL, 70'000UL, 250'000UL}) {
    CAPTURE(size);
    client.send_text(payload_of(size));
    CHECK(client.read().payload == payload_of(size));
  }
  std::string batch;
  for (int i = 0; i < 300; ++i)
    batch += client_frame(fin | text, payload_of(static_cast<std::size_t>(i)));
  client.send(batch);
  for (int i = 0; i < 300; ++i)
    REQUIRE(client.read().payload == payload_of(static_cast<std::size_t>(i)));
  client.send(client_close(1000));
  CHECK(client.read().close_code() == 1000);
  CHECK(client.connection().read_to_end().empty());
}

} // namespace vestnik::net::websocket_connection_tests
