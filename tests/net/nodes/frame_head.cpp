#include "net/nodes/frame_head.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::frame_head_tests {

TEST_SUITE_BEGIN("net/nodes/frame_head");

TEST_CASE("a head is the length of its frame, most significant byte first") {
  CHECK(head_of(0x01020304) == std::string{"\1\2\3\4"});
  for (const std::size_t length : {std::size_t{0}, std::size_t{255}, std::size_t{0xFFFFFFFF}})
    CHECK(length_in(head_of(length)) == length);
}

TEST_SUITE_END();

} // namespace vestnik::net::frame_head_tests
