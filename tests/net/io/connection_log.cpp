#include "net/io/connection_log.hpp"

#include "tests/net/support/captured_log.hpp"

#include <spdlog/spdlog.h>

#include <doctest/doctest.h>

namespace vestnik::net::connection_log_tests {

TEST_SUITE_BEGIN("net/io/connection_log");

using namespace vestnik;
using namespace vestnik::net::test;

TEST_CASE("the end of a connection is one line of the debug level") {
  captured_log log;
  spdlog::default_logger()->set_level(spdlog::level::info);
  net::log_end("http", "192.0.2.1", "waiting", "below the level");
  spdlog::default_logger()->set_level(spdlog::level::debug);
  net::log_end("http", "192.0.2.1", "waiting", "the client hung up");
  CHECK(log.wait_lines("") ==
        std::vector<std::string>{"http 192.0.2.1: ended while waiting: the client hung up"});
}

} // namespace vestnik::net::connection_log_tests
