#include "consumers/core/consumer.hpp"

#include "consumers/testing/communicator.hpp"
#include "tests/consumers/captured_log.hpp"
#include "tests/consumers/scripted_layer.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace vestnik::consumers::consumer_tests {

TEST_SUITE_BEGIN("consumers/core/consumer");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

/// Tells what happens to it, and throws on demand.
class diary final : public consumer {
public:
  diary(scope facts, client& out, channel_layer& layer, std::string name)
      : consumer{std::move(facts), out, layer}
      , name_{std::move(name)} {}

private:
  void on_connect() override { out().send(name_ + " connected at " + facts().path); }

  void on_receive(frame_kind, std::string_view payload) override {
    if (payload == "throw")
      throw std::runtime_error{"as asked"};
    if (payload == "throw a number")
      throw 42;
    if (payload == "close")
      return out().close(4501, "bye");
    if (payload == "ask")
      return layer().command({}, [this, here = connected()](const auto&) {
        if (here)
          out().send("answered");
      });
    out().send(name_ + " got " + std::string{payload});
  }

  void on_disconnect(std::uint16_t code) override {
    if (code == 1006)
      throw std::runtime_error{"at the end"};
  }

  std::string name_;
};

struct fixture {
  scripted_layer layer;
  communicator aut{factory_of<diary>(std::string{"diary"}), {.path = "/diary"}, layer};
};

const char* const internal =
    R"({"action":null,"request_id":null,"response_status":500,"data":null,"errors":[)"
    R"({"code":"internal","field":"","message":"something went wrong on our side; it has been logged"}]})";

} // namespace

TEST_CASE_FIXTURE(fixture, "a consumer is connected, receives, and is disconnected") {
  aut.connect();
  CHECK(aut.receive() == "diary connected at /diary");
  aut.send("hello");
  CHECK(aut.receive() == "diary got hello");
  aut.disconnect();
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE("every connection has an instance of its own with the mount's options") {
  scripted_layer layer;
  const auto mounted = factory_of<diary>(std::string{"second"});
  communicator one{mounted, {.path = "/1"}, layer};
  communicator two{mounted, {.path = "/2"}, layer};
  one.connect();
  two.connect();
  CHECK(one.receive() == "second connected at /1");
  CHECK(two.receive() == "second connected at /2");
}

TEST_CASE_FIXTURE(fixture,
                  "an exception of a handler is logged, answered, and the connection lives") {
  const captured_log log;
  for (const auto* order : {"throw", "throw a number"}) {
    aut.send(order);
    CHECK(aut.receive() == internal);
  }
  CHECK(log.has("as asked"));
  CHECK(log.has("unknown type"));
  CHECK(log.has("/diary"));
  aut.send("still there?");
  CHECK(aut.receive() == "diary got still there?");
}

TEST_CASE_FIXTURE(fixture, "an exception at the end is logged and nobody is told") {
  const captured_log log;
  aut.disconnect(1006);
  CHECK(log.has("at the end"));
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE_FIXTURE(fixture, "an answer after the end of the connection is harmless") {
  aut.send("ask");
  aut.send("ask");
  layer.answer(model::json_text{"{}"});
  CHECK(aut.receive() == "answered");
  aut.disconnect();
  layer.answer(model::json_text{"{}"});
  CHECK_FALSE(aut.receive().has_value());
}

TEST_CASE("an answer after the consumer is gone is harmless") {
  scripted_layer layer;
  {
    communicator aut{factory_of<diary>(std::string{}), {}, layer};
    aut.send("ask");
  }
  layer.answer(model::json_text{"{}"});
}

TEST_CASE_FIXTURE(fixture, "a consumer can end the connection with a code and a reason") {
  aut.send("close");
  CHECK(aut.closed() == communicator::closure{4501, "bye"});
  aut.send("hello");
  CHECK_FALSE(aut.receive().has_value());
}

TEST_SUITE_END();

} // namespace vestnik::consumers::consumer_tests
