#include "net/io/io_completion.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::io_completion_tests {

TEST_SUITE_BEGIN("net/io/io_completion");

using vestnik::net::io_completion;

TEST_CASE("a completion calls its function once with its arguments, and is empty after") {
  std::size_t got = 0;
  io_completion done{[&got, only = std::make_unique<int>(1)](boost::system::error_code,
                                                             std::size_t bytes) { got = bytes; }};
  CHECK(done);
  done({}, 7);
  CHECK(got == 7);
  CHECK_FALSE(done);
}

TEST_CASE("a function that is never called is destroyed") {
  const auto witness = std::make_shared<int>(0);
  {
    io_completion done{[witness](boost::system::error_code, std::size_t) {}};
    io_completion moved{std::move(done)};
    CHECK(witness.use_count() == 2);
  }
  CHECK(witness.use_count() == 1);
}

TEST_CASE("a completion is empty while its function runs, so that the function may refill it") {
  io_completion done;
  int calls = 0;
  done = io_completion{[&](boost::system::error_code, std::size_t) {
    CHECK_FALSE(done);
    done = io_completion{[&](boost::system::error_code, std::size_t) { ++calls; }};
  }};
  done({}, 0);
  done({}, 0);
  CHECK(calls == 1);
}

} // namespace vestnik::net::io_completion_tests
