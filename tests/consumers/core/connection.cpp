#include "consumers/core/connection.hpp"

#include "consumers/routing/mount.hpp"
#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::connection_tests {

TEST_SUITE_BEGIN("consumers/core/connection");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Does what a test says with its connection.
struct open_hand {
  struct options {
    std::function<void(const connection&)> act;
    access_rule permission = anonymous();
  };
  connection& at;
  const options& chosen;
  void receive(frame_kind, std::string_view) const { chosen.act(at); }
};

struct page {
  explicit page(std::function<void(const connection&)> act)
      : routes{route_table::make({mount<open_hand>("/page", {std::move(act)})}).value()} {
    aut.connect();
    aut.send("act");
  }

  route_table routes;
  scripted_layer layer;
  communicator aut{routes, "/page", {}, layer};
};

const auto in_vain = [] { FAIL("nobody may call this"); };

} // namespace

TEST_CASE("a consumer that has said all ends the connection in order") {
  const page one{[](const connection& at) { at.finish(); }};
  CHECK(one.aut.closed() == communicator::closure{1000, ""});
}

TEST_CASE("all who send much go on when it is on its way, in their order and once") {
  std::string called;
  page one{[&](const connection& at) {
    at.when_flushed([&] { called += 'a'; });
    at.when_flushed([&] { called += 'b'; });
  }};
  CHECK(called == "");
  one.aut.drain();
  one.aut.drain();
  CHECK(called == "ab");
}

TEST_CASE("a refusal without a request has the form of a reply") {
  page one{[](const connection& at) { at.refuse({model::ec::not_found, "not here", "uid"}); }};
  CHECK(one.aut.receive() ==
        R"({"action":null,"request_id":null,"response_status":404,"data":null,"errors":[)"
        R"({"code":"not_found","field":"uid","message":"not here"}]})");
  CHECK_FALSE(one.aut.closed().has_value());
}

TEST_CASE("an exception of a continuation ends the connection by its code") {
  const page one{[](const connection& at) {
    at.guarded([] { throw model::error{model::ec::not_found, "not here"}; })();
  }};
  CHECK(one.aut.closed() == communicator::closure{4504, R"({"code":"not_found","retry_ms":0})"});
  const captured_log log;
  const page two{
      [](const connection& at) { at.guarded([] { throw std::logic_error{"a defect"}; })(); }};
  CHECK(two.aut.closed() == communicator::closure{4000, R"({"code":"internal","retry_ms":0})"});
  CHECK(log.has("a defect"));
}

TEST_CASE("a continuation is not called after the end") {
  std::function<void(int)> later;
  page one{[&](const connection& at) { later = at.guarded([](int) { in_vain(); }); }};
  one.aut.disconnect();
  later(1);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::connection_tests
