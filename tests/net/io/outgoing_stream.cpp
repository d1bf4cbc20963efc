#include "net/io/outgoing_stream.hpp"

#include "tests/net/support/captured_log.hpp"
#include "tests/net/support/opened_stream.hpp"
#include "tests/net/support/running_server.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::net::outgoing_stream_tests {

TEST_SUITE_BEGIN("net/io/outgoing_stream");

using namespace vestnik::net::test;
using namespace std::chrono_literals;

namespace {

net::stream_target plain(std::uint16_t port) {
  return {"127.0.0.1", port, net::stream_security::plain};
}

net::stream_target secure(std::string host, std::uint16_t port) {
  return {std::move(host), port, net::stream_security::tls};
}

} // namespace

TEST_CASE("bytes go both ways in order, and the peer's end is told") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  auto peer = server.accept();
  opened.handler->wait_connected();
  opened.run([&] {
    opened.stream->send("a1 NOOP\r\n");
    opened.stream->send("a2 LIST\r\n");
  });
  CHECK(peer.read(18) == "a1 NOOP\r\na2 LIST\r\n");
  peer.send("* OK\r\n");
  CHECK(opened.handler->wait_input(6) == "* OK\r\n");
  const std::string large(3'000'000, 'x');
  peer.send(large);
  CHECK(opened.handler->wait_input(6 + large.size()).size() == 6 + large.size());
  opened.run([&] { opened.stream->send(large); });
  CHECK(peer.read(large.size()) == large);
  { const auto gone = std::move(peer); }
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::mail_unreachable);
  CHECK(closed.message.find("closed the connection") != std::string::npos);
}

TEST_CASE("bytes sent before the connection stands go out once it does") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  opened.run([&] { opened.stream->send("early"); });
  CHECK(server.accept().read(5) == "early");
}

TEST_CASE("our own close is no error, and sends what was queued") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  auto peer = server.accept();
  opened.handler->wait_connected();
  opened.run([&] {
    opened.stream->send("LOGOUT");
    opened.stream->close();
  });
  CHECK(opened.handler->wait_closed().code == model::ec::none);
  CHECK(peer.read_to_end() == "LOGOUT");
}

TEST_CASE("letting the stream go closes it without a further call") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  auto peer = server.accept();
  opened.handler->wait_connected();
  opened.run([&] {
    opened.handler->on_input = [](std::string_view) { FAIL("was called after the end"); };
    opened.stream.reset();
  });
  CHECK(peer.read_to_end().empty());
  CHECK(opened.handler.use_count() == 1);
}

TEST_CASE("the stream may be let go from within its own call") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  opened.handler->on_input = [&](std::string_view) { opened.stream.reset(); };
  auto peer = server.accept();
  peer.send("x");
  CHECK(peer.read_to_end().empty());
  // The peer may see the end while the call still runs.
  opened.run([] {});
}

TEST_CASE("a paused stream reads nothing") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  opened.handler->on_input = [&](std::string_view) { opened.stream->pause(); };
  auto peer = server.accept();
  peer.send("one");
  CHECK(opened.handler->wait_input(3) == "one");
  peer.send("two");
  opened.run([&] { opened.stream->send("marker"); });
  CHECK(peer.read(6) == "marker");
  CHECK(opened.handler->wait_input(3) == "one");
  opened.run([&] {
    opened.handler->on_input = {};
    opened.stream->resume();
  });
  CHECK(opened.handler->wait_input(6) == "onetwo");
}

TEST_CASE("a refused connection says where") {
  std::uint16_t port = 0;
  { port = scripted_server{}.port(); }
  opened_stream opened{plain(port), loopback_rules({port})};
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::mail_unreachable);
  CHECK(closed.message ==
        "cannot connect to 127.0.0.1:" + std::to_string(port) + ": Connection refused");
}

TEST_CASE("addresses and ports against the rules are refused in every spelling") {
  const scripted_server server;
  for (const auto* host : {"127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost"}) {
    CAPTURE(host);
    opened_stream opened{{host, server.port(), net::stream_security::plain},
                         {{"10.0.0.0/8"}, {server.port()}, {}}};
    const auto closed = opened.handler->wait_closed();
    CHECK(closed.code == model::ec::forbidden);
    CHECK_FALSE(opened.handler->is_connected());
  }
  opened_stream opened{plain(server.port()), loopback_rules({993})};
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::forbidden);
  CHECK(closed.message.find("port") != std::string::npos);
}

TEST_CASE("the end of a stream is logged with its phase and reason") {
  captured_log log;
  const scripted_server server;
  const auto name = "stream 127.0.0.1:" + std::to_string(server.port());
  {
    opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
    auto peer = server.accept();
    opened.handler->wait_connected();
    opened.run([&] { opened.stream.reset(); });
  }
  CHECK(log.wait_lines(name).back() == name + ": ended while open: its owner let it go");
  opened_stream opened{plain(server.port()), loopback_rules({993})};
  static_cast<void>(opened.handler->wait_closed());
  CHECK(log.wait_lines(name, 2).back().starts_with(name + ": ended while resolving: port "));
}

TEST_CASE("a handshake that does not end is given up within the connect time") {
  const scripted_server server;
  auto target = secure("127.0.0.1", server.port());
  target.connect_timeout = 50ms;
  opened_stream opened{target, loopback_rules({server.port()})};
  const auto silent = server.accept();
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::unavailable);
  CHECK(closed.message.find("did not answer within 0.05 s") != std::string::npos);
}

TEST_CASE("a peer that says nothing for longer than expected ends the stream") {
  const scripted_server server;
  opened_stream opened{plain(server.port()), loopback_rules({server.port()})};
  auto peer = server.accept();
  opened.handler->wait_connected();
  opened.run([&] { opened.stream->expect_bytes_within(50ms); });
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::unavailable);
  CHECK(closed.message.find("has said nothing for 0.05 s") != std::string::npos);
  CHECK(peer.read_to_end().empty());
}

TEST_CASE("a trusted certificate made out to the host is accepted") {
  const temporary_folder folder;
  const scripted_server server;
  for (const auto* host : {"localhost", "127.0.0.1"}) {
    CAPTURE(host);
    const auto files = make_certificate(folder, host);
    auto rules = loopback_rules({server.port()});
    rules.extra_ca_file = files.certificate;
    opened_stream opened{secure(host, server.port()), rules};
    auto peer = server.accept();
    peer.accept_tls(files.certificate, files.private_key);
    opened.handler->wait_connected();
    REQUIRE(opened.handler->is_connected());
    peer.send("* OK secret\r\n");
    CHECK(opened.handler->wait_input(13) == "* OK secret\r\n");
    const std::string large(200'000, 'x');
    opened.run([&] { opened.stream->send(large); });
    CHECK(peer.read(large.size()) == large);
    peer.send(large);
    CHECK(opened.handler->wait_input(13 + large.size()).size() == 13 + large.size());
  }
}

TEST_CASE("an untrusted certificate is refused in words that say why") {
  const temporary_folder folder;
  const scripted_server server;
  const auto self_signed = make_certificate(folder, "localhost");
  const auto other = make_certificate(folder, "mail.example");
  const struct {
    certificate_files served;
    std::string trusted;
    const char* words;
  } rows[] = {
      {self_signed, {}, "certificate of localhost is not trusted: self-signed certificate"},
      {other, other.certificate, "certificate of localhost is not trusted: hostname mismatch"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.words);
    auto rules = loopback_rules({server.port()});
    rules.extra_ca_file = row.trusted;
    opened_stream opened{secure("localhost", server.port()), rules};
    auto peer = server.accept();
    CHECK_THROWS(peer.accept_tls(row.served.certificate, row.served.private_key));
    const auto closed = opened.handler->wait_closed();
    CHECK(closed.code == model::ec::mail_unreachable);
    CHECK(closed.message.find(row.words) != std::string::npos);
    CHECK_FALSE(opened.handler->is_connected());
  }
}

TEST_CASE("STARTTLS turns a plain stream into a secret one") {
  const temporary_folder folder;
  const scripted_server server;
  const auto files = make_certificate(folder, "localhost");
  auto rules = loopback_rules({server.port()});
  rules.extra_ca_file = files.certificate;
  opened_stream opened{{"localhost", server.port(), net::stream_security::plain}, rules};
  opened.handler->on_input = [&](std::string_view bytes) {
    if (bytes.find("begin TLS") != std::string_view::npos)
      opened.stream->start_tls();
  };
  auto peer = server.accept();
  peer.send("a1 OK begin TLS\r\n");
  peer.accept_tls(files.certificate, files.private_key);
  opened.handler->wait_secured();
  peer.send("secret");
  CHECK(opened.handler->wait_input(23) == "a1 OK begin TLS\r\nsecret");
  opened.run([&] { opened.stream->send("a2 LOGIN"); });
  CHECK(peer.read(8) == "a2 LOGIN");
}

TEST_CASE("plain bytes injected before the TLS handshake never reach the handler") {
  const temporary_folder folder;
  const scripted_server server;
  const auto files = make_certificate(folder, "localhost");
  auto rules = loopback_rules({server.port()});
  rules.extra_ca_file = files.certificate;
  opened_stream opened{{"localhost", server.port(), net::stream_security::plain}, rules};
  auto peer = server.accept();
  opened.handler->wait_connected();
  opened.run([&] { opened.stream->pause(); });
  peer.send("* PREAUTH injected\r\n");
  opened.run([&] { opened.stream->start_tls(); });
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::mail_unreachable);
  CHECK(opened.handler->wait_input(0).empty());
}

TEST_CASE("stopping the threads ends the stream and tells it") {
  const scripted_server server;
  const auto handler = std::make_shared<recording_handler>();
  std::shared_ptr<net::byte_stream> stream;
  {
    net::io_threads threads{1, loopback_rules({server.port()})};
    threads.at(0).post([&] { stream = threads.at(0).connect(plain(server.port()), handler); });
    threads.start();
    const auto peer = server.accept();
    handler->wait_connected();
    threads.stop();
    CHECK(handler->wait_closed().code == model::ec::unavailable);
  }
  stream->send("into nothing");
  stream.reset();
  CHECK(handler.use_count() == 1);
}

} // namespace vestnik::net::outgoing_stream_tests
