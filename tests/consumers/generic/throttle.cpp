#include "consumers/generic/throttle.hpp"

#include "consumers/generic/current_user.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>

namespace vestnik::consumers::dispatch_throttle_tests {

TEST_SUITE_BEGIN("consumers/generic/throttle");

using namespace vestnik;
using namespace vestnik::consumers;
using namespace std::chrono_literals;

namespace {

std::chrono::steady_clock::time_point now;

struct slow {
  struct options {
    access_rule permission = anonymous();
  };
  static handler_list<slow> handlers() {
    return {on("free", &slow::free), on("who", &slow::whoami),
            on("dear", &slow::free, {throttle({.requests = 2, .per = 1s}, [] { return now; })})};
  }
  void free() {}
  std::string whoami(current_user asks) { return asks->login; }
};

struct fixture {
  scripted_layer layer;
  route_table routes = route_table::make({mount<slow>("/")}).value();
  communicator one{routes, "/", {}, layer};
  communicator two{routes, "/", {{1}, {2}, "alice", "Alice"}, layer};
  fixture() {
    one.connect();
    two.connect();
  }

  static std::string ask(communicator& line, const char* action) {
    line.send(std::string{R"({"action":")"} + action + R"("})");
    const auto text = line.receive().value();
    return text.substr(text.find("response_status"));
  }
  static bool accepted(communicator& line, const char* action) {
    return ask(line, action).starts_with(R"(response_status":200)");
  }
};

} // namespace

TEST_CASE_FIXTURE(fixture, "a request that comes too fast is refused with the time to wait") {
  CHECK(accepted(one, "dear"));
  CHECK(accepted(one, "dear"));
  CHECK(ask(one, "dear")
            .find(R"("code":"too_many","field":"","message":"too many requests",)"
                  R"("retry_ms":500)") != std::string::npos);
  now += 499ms;
  CHECK_FALSE(accepted(one, "dear"));
  now += 2ms;
  CHECK(accepted(one, "dear"));
  CHECK_FALSE(accepted(one, "dear"));
}

TEST_CASE_FIXTURE(fixture, "connections and other handlers have nothing to do with it") {
  CHECK(accepted(one, "dear"));
  CHECK(accepted(one, "dear"));
  CHECK_FALSE(accepted(one, "dear"));
  CHECK(accepted(two, "dear"));
  CHECK(accepted(one, "free"));
}

TEST_CASE_FIXTURE(fixture, "a handler that asks for the user is not called for nobody") {
  CHECK(ask(two, "who").find(R"("data":"alice")") != std::string::npos);
  CHECK(ask(one, "who").find(R"("code":"unauthenticated")") != std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::dispatch_throttle_tests
