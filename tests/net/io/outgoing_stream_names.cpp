#include "net/io/outgoing_stream.hpp"
#include "tests/net/support/name_server.hpp"
#include "tests/net/support/opened_stream.hpp"
#include "tests/net/support/running_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <doctest/doctest.h>
#include <string>
#include <thread>

namespace vestnik::net::outgoing_stream_names_tests {

TEST_SUITE_BEGIN("net/io/outgoing_stream_names");

using namespace vestnik;
using namespace vestnik::net::test;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

net::stream_target secure(std::string host) {
  return {std::move(host), 993, net::stream_security::tls};
}

} // namespace

TEST_CASE("a host is found by its name server, and the time for that is not the connection's") {
  using reply = name_server::entry::reply;
  name_server names{{{"imap.test", {{"127.0.0.1"}, reply::addresses_when_repeated}}}};
  const scripted_server server;
  auto rules = loopback_rules({server.port()});
  // The question is repeated after a quarter, which is longer than connecting may take.
  rules.names = {{names.address()}, 2s};
  net::stream_target target{"imap.test", server.port(), net::stream_security::plain};
  target.connect_timeout = 300ms;
  opened_stream opened{target, rules};
  auto peer = server.accept();
  opened.handler->wait_connected();
  CHECK(opened.handler->is_connected());
}

TEST_CASE("an address that is silent is left for the next one") {
  const scripted_server server;
  // Its only place is taken, so it answers nobody else.
  boost::asio::io_context context;
  const tcp::endpoint place{boost::asio::ip::make_address("127.0.0.2"), server.port()};
  tcp::acceptor silent{context, tcp::v4()};
  silent.bind(place);
  silent.listen(0);
  tcp::socket first{context};
  first.connect(place);
  name_server names{{{"imap.test", {{"127.0.0.2", "127.0.0.1"}}}}};
  auto rules = loopback_rules({server.port()});
  rules.names = {{names.address()}, 10s};
  opened_stream opened{{"imap.test", server.port(), net::stream_security::plain}, rules};
  auto peer = server.accept();
  opened.handler->wait_connected();
  CHECK(opened.handler->is_connected());
}

TEST_CASE("a host that cannot be found is unreachable") {
  name_server names{{}};
  auto rules = loopback_rules({993});
  rules.names = {{names.address()}, 10s};
  opened_stream opened{secure("nowhere.test"), rules};
  const auto closed = opened.handler->wait_closed();
  CHECK(closed.code == model::ec::mail_unreachable);
  CHECK(closed.field == "host");
  CHECK(closed.message.starts_with("nowhere.test cannot be found: "));
}

TEST_CASE("addresses of a name against the rules are refused") {
  name_server names{{{"inside.test", {{"10.0.0.1", "::1"}}}}};
  auto rules = loopback_rules({993});
  rules.names = {{names.address()}, 10s};
  opened_stream opened{secure("inside.test"), rules};
  CHECK(opened.handler->wait_closed().code == model::ec::forbidden);
}

TEST_CASE("a stream that ends while its host is looked up leaves nothing behind") {
  name_server names{{{"mute.test", {{}, name_server::entry::reply::silence}}}};
  auto rules = loopback_rules({993});
  rules.names = {{names.address()}, 1h};
  opened_stream opened{secure("mute.test"), rules};
  while (names.questions("mute.test") == 0)
    std::this_thread::yield();
  SUBCASE("let go") {
    opened.run([&] { opened.stream.reset(); });
    opened.run([] {});
    CHECK(opened.handler.use_count() == 1);
  }
  SUBCASE("closed") {
    opened.run([&] { opened.stream->close(); });
    CHECK(opened.handler->wait_closed().code == model::ec::none);
  }
  SUBCASE("on a thread that stops") {
    opened.stop_thread();
    opened.stream.reset();
    CHECK(opened.handler->wait_closed().code == model::ec::unavailable);
    CHECK(opened.handler.use_count() == 1);
  }
}

} // namespace vestnik::net::outgoing_stream_names_tests
