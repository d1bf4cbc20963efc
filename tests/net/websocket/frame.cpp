#include "net/websocket/frame.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::frame_tests {

TEST_SUITE_BEGIN("net/websocket/frame");

using namespace vestnik;

TEST_CASE("a frame has the shortest header for its length, unmasked and final") {
  const struct {
    std::size_t size;
    std::string header;
  } rows[] = {
      {0, {'\x81', '\x00'}},
      {125, {'\x81', '\x7d'}},
      {126, {'\x81', '\x7e', '\x00', '\x7e'}},
      {65'535, {'\x81', '\x7e', '\xff', '\xff'}},
      {65'536, {'\x81', '\x7f', 0, 0, 0, 0, 0, 1, 0, 0}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.size);
    const std::string payload(row.size, 'x');
    const net::frame made{net::frame_kind::text, payload};
    CHECK(made.bytes() == row.header + payload);
    CHECK(made.payload() == payload);
  }
}

TEST_CASE("a binary frame says so") {
  CHECK(net::make_frame(net::frame_kind::binary, "ab")->bytes() == "\x82\x02"
                                                                   "ab");
}

} // namespace vestnik::net::frame_tests
