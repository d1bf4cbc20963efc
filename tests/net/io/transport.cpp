#include "net/io/transport.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <doctest/doctest.h>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vestnik::net::transport_tests {

TEST_SUITE_BEGIN("net/io/transport");

using namespace vestnik;
using state = net::step_state;

namespace {

/// Both ends of a loopback TCP connection: ours as a transport, the peer's raw.
struct connected_pair {
  boost::asio::io_context context;
  std::unique_ptr<net::transport> ours;
  boost::asio::ip::tcp::socket peer{context};

  connected_pair() {
    using boost::asio::ip::tcp;
    boost::asio::basic_socket_acceptor<tcp> acceptor{
        context, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    net::tcp_socket socket{context};
    socket.connect(acceptor.local_endpoint());
    acceptor.accept(peer);
    ours = net::make_plain_transport(std::move(socket));
  }
};

iovec part(std::string& bytes) { return {bytes.data(), bytes.size()}; }

} // namespace

TEST_CASE("parts leave as one stream") {
  connected_pair pair;
  std::string a = "one ";
  std::string b = "two";
  const std::array<iovec, 2> parts{part(a), part(b)};
  const auto step = pair.ours->send(parts);
  CHECK(step.state == state::done);
  CHECK(step.bytes == 7);
  std::array<char, 7> got{};
  boost::asio::read(pair.peer, boost::asio::buffer(got));
  CHECK(std::string_view{got.data(), got.size()} == "one two");
}

TEST_CASE("a full socket takes what it can and says when to go on") {
  connected_pair pair;
  std::string large(50'000'000, 'x');
  const std::array<iovec, 1> parts{part(large)};
  const auto step = pair.ours->send(parts);
  CHECK(step.state == state::wait_writable);
  CHECK(step.bytes > 0);
  CHECK(step.bytes < large.size());
  bool writable = false;
  pair.ours->wait(step.state, [&](boost::system::error_code) { writable = true; });
  std::string sink(step.bytes, ' ');
  boost::asio::read(pair.peer, boost::asio::buffer(sink));
  pair.context.run();
  CHECK(writable);
}

TEST_CASE("reading says whether there is nothing yet, nothing ever, or a break") {
  connected_pair pair;
  std::array<char, 16> into{};
  CHECK(pair.ours->read(into).state == state::wait_readable);
  SUBCASE("bytes") {
    boost::asio::write(pair.peer, boost::asio::buffer("hello", 5));
    pair.ours->wait(state::wait_readable, [](boost::system::error_code) {});
    pair.context.run();
    const auto step = pair.ours->read(into);
    CHECK(step.state == state::done);
    CHECK(step.bytes == 5);
  }
  SUBCASE("end") {
    pair.peer.close();
    pair.ours->wait(state::wait_readable, [](boost::system::error_code) {});
    pair.context.run();
    CHECK(pair.ours->read(into).state == state::ended);
  }
  SUBCASE("break") {
    pair.peer.set_option(boost::asio::socket_base::linger{true, 0});
    pair.peer.close();
    pair.ours->wait(state::wait_readable, [](boost::system::error_code) {});
    pair.context.run();
    CHECK(pair.ours->read(into).state == state::failed);
    CHECK(pair.ours->failure() == "Connection reset by peer");
  }
}

TEST_CASE("input can be dropped unseen, to its end") {
  connected_pair pair;
  boost::asio::write(pair.peer, boost::asio::buffer(std::string(10'000, 'x')));
  pair.peer.close();
  std::size_t dropped = 0;
  auto step = pair.ours->discard_input();
  while (step.state == state::wait_readable) {
    dropped += step.bytes;
    pair.context.restart();
    pair.ours->wait(step.state, [](boost::system::error_code) {});
    pair.context.run();
    step = pair.ours->discard_input();
  }
  CHECK(step.state == state::ended);
  CHECK(dropped == 10'000);
}

TEST_CASE("saying that we send no more leaves the other way open") {
  connected_pair pair;
  CHECK(pair.ours->finish_sending().state == state::done);
  std::array<char, 1> byte{};
  boost::system::error_code ended;
  boost::asio::read(pair.peer, boost::asio::buffer(byte), ended);
  CHECK(ended == boost::asio::error::eof);
  boost::asio::write(pair.peer, boost::asio::buffer("x", 1));
  pair.ours->wait(state::wait_readable, [](boost::system::error_code) {});
  pair.context.run();
  CHECK(pair.ours->read(byte).bytes == 1);
}

} // namespace vestnik::net::transport_tests
