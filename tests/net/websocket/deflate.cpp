#include "net/websocket/deflate.hpp"

#include "net/websocket/frame.hpp"
#include "tests/net/support/raw_deflate.hpp"
#include "tests/net/support/running_server.hpp"
#include "tests/net/support/websocket_client.hpp"

#include <doctest/doctest.h>
#include <random>
#include <string>

namespace vestnik::net::deflate_tests {

TEST_SUITE_BEGIN("net/websocket/deflate");

using namespace vestnik;
using namespace vestnik::net::test;

namespace {

constexpr std::uint8_t rsv1 = 0x40;

/// What a chat says, again and again.
std::string talk(std::size_t size) {
  std::string made;
  while (made.size() < size)
    made += R"({"event":"message.created","text":"See you at six","n":)" +
            std::to_string(made.size()) + "}";
  made.resize(size);
  return made;
}

std::string noise(std::size_t size) {
  std::minstd_rand random{7};
  std::string made(size, ' ');
  for (auto& c : made)
    c = static_cast<char>(random());
  return made;
}

constexpr std::string_view browsers_offer =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

/// A server that agrees to compress, with a session that sends everything back.
struct compressing_server : running_server {
  compressing_server() {
    settings.compression = net::compression_offer::accepted;
    settings.max_message = 64 * 1024;
    start();
  }
};

} // namespace

TEST_CASE("a compressed message is smaller and inflates to what it was") {
  for (const std::size_t size : {128UL, 1'000UL, 5'000UL, 100'000UL}) {
    CAPTURE(size);
    const auto message = talk(size);
    const auto compressed = net::deflate(message);
    CHECK(compressed.size() > 0);
    CHECK(compressed.size() < message.size());
    CHECK(raw_inflate(compressed) == message);
  }
}

TEST_CASE("a message that would not be smaller is not compressed") {
  CHECK(net::deflate(talk(net::deflate_from - 1)).empty());
  CHECK(net::deflate(noise(1'000)).empty());
  CHECK(net::deflate("").empty());
}

TEST_CASE("a message is compressed the same whatever was compressed before it") {
  const auto first = net::deflate(talk(1'000));
  (void)net::deflate(talk(50'000));
  (void)net::deflate(noise(5'000));
  CHECK(net::deflate(talk(1'000)) == first);
}

TEST_CASE("all who take a frame compressed share one form of it") {
  const auto frame = net::make_frame(net::frame_kind::text, talk(1'000),
                                     {net::frame_policy::when_slow::coalesce, 7});
  const auto compressed = frame->deflated();
  REQUIRE(compressed != nullptr);
  CHECK(frame->deflated() == compressed);
  CHECK(static_cast<std::uint8_t>(compressed->bytes()[0]) == (fin | rsv1 | text));
  CHECK(raw_inflate(compressed->payload()) == frame->payload());
  CHECK(compressed->policy().coalesce_key == 7);
  const auto binary_form = net::make_frame(net::frame_kind::binary, talk(1'000))->deflated();
  CHECK(static_cast<std::uint8_t>(binary_form->bytes()[0]) == (fin | rsv1 | binary));
  CHECK(net::make_frame(net::frame_kind::text, "short")->deflated() == nullptr);
}

TEST_CASE("compression is agreed on only if the server's owner wants it") {
  running_server server;
  server.start();
  websocket_client client{server.port(), browsers_offer};
  CHECK(client.answer().header("sec-websocket-extensions").empty());
  client.send_text(talk(1'000));
  CHECK(client.read().payload == talk(1'000));
  // Nobody has agreed that this bit means anything.
  client.send(client_frame(fin | rsv1 | text, raw_deflate(talk(1'000))));
  CHECK(client.read().close_code() == 1002);
}

TEST_CASE("both sides compress once it is agreed, each message by itself") {
  compressing_server server;
  websocket_client client{server.port(), browsers_offer};
  const auto agreed = client.answer().header("sec-websocket-extensions");
  for (const auto* part :
       {"permessage-deflate", "server_no_context_takeover", "client_no_context_takeover",
        "server_max_window_bits=12", "client_max_window_bits=12"})
    CHECK_MESSAGE(agreed.find(part) != std::string::npos, agreed);
  for (const std::size_t size : {1UL, 127UL, 128UL, 3'000UL, 60'000UL}) {
    CAPTURE(size);
    const auto message = talk(size);
    client.send(client_frame(fin | rsv1 | text, raw_deflate(message)));
    const auto answer = client.read();
    const auto is_compressed = (answer.reserved & rsv1) != 0;
    CHECK(answer.opcode == text);
    CHECK(is_compressed == (size >= net::deflate_from));
    CHECK((is_compressed ? raw_inflate(answer.payload) : answer.payload) == message);
    // And not compressed, which remains allowed.
    client.send_text(message);
    CHECK(client.read() == answer);
  }
}

TEST_CASE("compressed messages may come in fragments, with pings between") {
  compressing_server server;
  websocket_client client{server.port(), browsers_offer};
  const auto message = talk(2'000);
  const auto compressed = raw_deflate(message);
  client.send(client_frame(rsv1 | text, compressed.substr(0, 10)));
  client.send(client_frame(fin | ping, "?"));
  client.send(client_frame(continuation, compressed.substr(10, 20)));
  client.send(client_frame(fin | continuation, compressed.substr(30)));
  CHECK(client.read().opcode == pong);
  CHECK(raw_inflate(client.read().payload) == message);
}

TEST_CASE("a client without room for our window is sent everything as it is") {
  compressing_server server;
  websocket_client client{server.port(), "Sec-WebSocket-Extensions: permessage-deflate; "
                                         "server_max_window_bits=10\r\n"};
  client.send(client_frame(fin | rsv1 | text, raw_deflate(talk(1'000))));
  CHECK((client.read() == received_frame{text, true, talk(1'000)}));
}

TEST_CASE("the inflated size of a message is bounded, however small it came") {
  compressing_server server;
  websocket_client client{server.port(), browsers_offer};
  const auto bomb = raw_deflate(std::string(50'000'000, '0'));
  REQUIRE(bomb.size() < 64 * 1024);
  client.send(client_frame(fin | rsv1 | text, bomb));
  CHECK(client.read().close_code() == 1009);
}

TEST_CASE("a message that cannot be inflated ends the connection, and nothing of it is delivered") {
  for (const auto& rubbish : {std::string(100, '\xff'), noise(500)}) {
    running_server server;
    server.settings.compression = net::compression_offer::accepted;
    const auto session = echo_session();
    server.accept_with(session);
    server.start();
    websocket_client client{server.port(), browsers_offer};
    client.send(client_frame(fin | rsv1 | text, rubbish));
    CHECK(session->wait_close() == 1006);
    CHECK(session->wait_messages(0).empty());
    CHECK(client.connection().read_to_end().empty());
  }
}

TEST_CASE("text is checked after it is inflated") {
  compressing_server server;
  websocket_client client{server.port(), browsers_offer};
  client.send(client_frame(fin | rsv1 | text, raw_deflate(std::string(200, '\xfe'))));
  CHECK(client.read().close_code() == 1007);
}

} // namespace vestnik::net::deflate_tests
