#include "consumers/core/endpoint.hpp"

#include "consumers/groups/local_layer.hpp"
#include "consumers/routing/mount.hpp"
#include "consumers/testing/communicator.hpp"

#include <doctest/doctest.h>
#include <optional>
#include <vector>

namespace vestnik::consumers::endpoint_tests {

TEST_SUITE_BEGIN("consumers/core/endpoint");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// What becomes of the one instance behind the endpoint.
struct diary {
  std::optional<model::error> refusal;
  int made = 0;
  std::vector<std::string> heard;
  std::vector<std::uint16_t> ends;
};

class writer final : public action_consumer {
public:
  writer(action_place place, diary& notes)
      : place_{std::move(place)}
      , notes_{notes} {
    ++notes_.made;
  }
  model::result<void> connect() noexcept override {
    if (notes_.refusal)
      return *notes_.refusal;
    return {};
  }
  void receive(const request& request, const responder& reply) noexcept override {
    notes_.heard.push_back(*request.head.action + " at " + place_.facts.path + place_.stream);
    reply(model::json_text{"1"});
  }
  void disconnect(std::uint16_t code) noexcept override { notes_.ends.push_back(code); }

private:
  action_place place_;
  diary& notes_;
};

struct fixture {
  diary notes;
  local_layer layer;
  communicator aut{factory_of<endpoint>(action_consumer_factory{[this](action_place place) {
                     return std::make_unique<writer>(std::move(place), notes);
                   }}),
                   {.path = "/here"},
                   layer};
};

} // namespace

TEST_CASE_FIXTURE(fixture, "requests are bare payloads, served by one instance of the connection") {
  aut.connect();
  aut.send(R"({"action":"a","request_id":"1"})");
  CHECK(aut.receive() ==
        R"({"action":"a","request_id":"1","response_status":200,"data":1,"errors":[]})");
  aut.send(R"({"action":"b"})");
  CHECK(aut.receive() ==
        R"({"action":"b","request_id":null,"response_status":200,"data":1,"errors":[]})");
  CHECK(notes.heard == std::vector<std::string>{"a at /here", "b at /here"});
  CHECK(notes.made == 1);
  aut.disconnect(1001);
  CHECK(notes.ends == std::vector<std::uint16_t>{1001});
}

TEST_CASE_FIXTURE(fixture, "every frame is answered, also one that cannot be read") {
  aut.connect();
  aut.send("hello");
  CHECK(aut.receive()->find(R"("code":"malformed")") != std::string::npos);
  aut.send_binary("hello");
  CHECK(aut.receive() ==
        R"({"action":null,"request_id":null,"response_status":400,"data":null,"errors":[)"
        R"({"code":"malformed","field":"","message":"frames are text, not binary"}]})");
  CHECK(notes.heard.empty());
}

TEST_CASE_FIXTURE(fixture, "a connection refused at connect is closed with the refusal's code") {
  notes.refusal = {model::ec::forbidden, "not you", "", std::chrono::milliseconds{5}};
  aut.connect();
  REQUIRE(aut.closed().has_value());
  CHECK(aut.closed()->code == model::traits_of(model::ec::forbidden).close_code);
  CHECK(aut.closed()->reason == R"({"code":"forbidden","retry_ms":5})");
  aut.send(R"({"action":"a"})");
  CHECK(notes.heard.empty());
  aut.disconnect();
  CHECK(notes.ends.empty());
}

TEST_SUITE_END();

} // namespace vestnik::consumers::endpoint_tests
