#include "net/io/tls_transport.hpp"

#include "net/io/tls_context.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <doctest/doctest.h>
#include <string>
#include <utility>

namespace vestnik::net::tls_transport_tests {

TEST_SUITE_BEGIN("net/io/tls_transport");

using namespace vestnik;
using namespace std::string_literals;

TEST_CASE("nothing is said to a host whose name no certificate can be for") {
  using boost::asio::ip::tcp;
  const auto authorities = net::tls_context::client("").value();
  for (const auto& host : {"mail.example\0.evil.example"s, ""s}) {
    CAPTURE(host);
    boost::asio::io_context context;
    boost::asio::basic_socket_acceptor<tcp> acceptor{
        context, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    net::tcp_socket socket{context};
    socket.connect(acceptor.local_endpoint());
    auto peer = acceptor.accept();
    {
      const auto ours = net::make_tls_client_transport(std::move(socket), authorities, host);
      CHECK(ours->handshake().state == net::step_state::failed);
      CHECK(ours->failure().find("no certificate") != std::string::npos);
    }
    boost::system::error_code failed;
    char byte = 0;
    CHECK(peer.receive(boost::asio::buffer(&byte, 1), 0, failed) == 0);
    CHECK(failed == boost::asio::error::eof);
  }
}

TEST_SUITE_END();

} // namespace vestnik::net::tls_transport_tests
