#include "net/io/listener.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

namespace vestnik::net::listener_tests {

TEST_SUITE_BEGIN("net/io/listener");

using namespace vestnik;

TEST_CASE("port 0 picks a free port, on IPv4 and IPv6") {
  for (const auto* address : {"127.0.0.1", "::1"}) {
    CAPTURE(address);
    const auto bound = net::bind_listener(address, 0);
    if (bound.has_error()) {
      // A machine without IPv6 says so; it must not be taken for a port problem.
      CHECK(std::string_view{address} == "::1");
      continue;
    }
    CHECK(bound->port != 0);
  }
}

TEST_CASE("an address that cannot be bound names the setting") {
  CHECK(net::bind_listener("localhost", 0).error().field == "net.address");
  CHECK(net::bind_listener("192.0.2.1", 0).error().field == "net.address");
  const auto first = net::bind_listener("127.0.0.1", 0);
  CHECK(net::bind_listener("127.0.0.1", first->port).error().field == "net.port");
}

TEST_CASE("a descriptor is closed unless it is taken") {
  int kept = -1;
  int closed = -1;
  {
    net::native_socket first{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    net::native_socket second{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    kept = first.take();
    closed = second.get();
  }
  CHECK(::fcntl(kept, F_GETFD) >= 0);
  CHECK(::fcntl(closed, F_GETFD) < 0);
  net::native_socket{kept};
}

} // namespace vestnik::net::listener_tests
