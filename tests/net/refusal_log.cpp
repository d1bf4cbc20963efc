#include "net/refusal_log.hpp"

#include "tests/net/support/captured_log.hpp"

#include <doctest/doctest.h>
#include <string>

namespace vestnik::net::refusal_log_tests {

TEST_SUITE_BEGIN("net/refusal_log");

using namespace vestnik;

TEST_CASE("each that is refused is told once, with the setting that would let it in") {
  net::test::captured_log log;
  net::refusal_log refused;
  refused.note("origin", "https://a.example", "net.public-origin");
  refused.note("origin", "https://a.example", "net.public-origin");
  refused.note("origin", "https://b.example", "net.public-origin");
  CHECK(log.wait_lines("the origin https://a.example was refused; if it is yours, name it in "
                       "net.public-origin")
            .size() == 1);
  CHECK(log.wait_lines("the origin https://b.example").size() == 1);
}

TEST_CASE("strangers cannot fill the log") {
  net::test::captured_log log;
  net::refusal_log refused;
  for (int i = 0; i < 1'000; ++i)
    refused.note("host", std::to_string(i) + std::string(100'000, 'x'), "net.names");
  const auto lines = log.wait_lines("the host ");
  CHECK(lines.size() == net::refusal_log::most);
  CHECK(lines.back().size() < 300);
}

TEST_SUITE_END();

} // namespace vestnik::net::refusal_log_tests
