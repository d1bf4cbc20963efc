#include "consumers/core/failure.hpp"

#include "tests/consumers/captured_log.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::failure_tests {

TEST_SUITE_BEGIN("consumers/core/failure");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

template <class Thrown>
std::string logged(const Thrown& thrown, std::string_view where, std::string_view request_id) {
  const captured_log log;
  try {
    throw thrown;
  } catch (...) {
    log_failure(where, request_id);
  }
  return log.text();
}

} // namespace

TEST_CASE("the log names place, request and reason") {
  CHECK(logged(std::runtime_error{"the reason"}, "chats.list", "r1")
            .find(R"(consumers: "chats.list", request "r1": "the reason")") != std::string::npos);
  CHECK(logged(42, "chats.list", "r1").find("an exception of unknown type") != std::string::npos);
}

TEST_CASE("a text that a peer chose cannot forge a line of the log") {
  const auto text = logged(std::runtime_error{"x\n[error] 1"}, "a\n[error] 2", "b\n[error] 3");
  CHECK(std::ranges::count(text, '\n') == 1);
}

TEST_CASE("the client is told that it is our fault and no more") {
  CHECK(internal_error().code == model::ec::internal);
  CHECK(internal_error().field.empty());
}

TEST_SUITE_END();

} // namespace vestnik::consumers::failure_tests
