#include "consumers/core/responder.hpp"

#include "consumers/ports/channel_layer.hpp"
#include "tests/consumers/captured_log.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace vestnik::consumers::responder_tests {

TEST_SUITE_BEGIN("consumers/core/responder");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct sent_texts final : client {
  [[nodiscard]] std::size_t largest_reply() const noexcept override { return largest; }
  void send(std::string_view text) override { texts.emplace_back(text); }
  void send_binary(std::string_view) override { FAIL("no binary is expected"); }
  void close(std::uint16_t, std::string_view) override { FAIL("no close is expected"); }
  void when_flushed(std::function<void()>) override { FAIL("nobody waits"); }

  std::vector<std::string> texts;
  std::size_t largest = 1'000;
};

struct fixture {
  sent_texts out;
  lifetime connection;
  responder aut{{wire_form::bare, {}, "list", "r1"}, out, connection.observe()};
};

const std::string answer_one =
    R"({"action":"list","request_id":"r1","response_status":200,"data":1,"errors":[]})";

} // namespace

TEST_CASE_FIXTURE(fixture, "a request is answered once") {
  aut(model::json_text{"1"});
  aut(model::json_text{"2"});
  responder{aut}(model::error{model::ec::invalid, "no"});
  CHECK(out.texts == std::vector{answer_one});
}

TEST_CASE_FIXTURE(fixture, "an answer may say that something was created") {
  aut(model::json_text{"1"}, success::created);
  REQUIRE(out.texts.size() == 1);
  CHECK(out.texts.front().find(R"("response_status":201)") != std::string::npos);
}

TEST_CASE_FIXTURE(fixture, "an answer that is too long is a refusal that says so") {
  out.largest = answer_one.size();
  aut(model::json_text{"1"});
  responder{{wire_form::bare, {}, "list", "r2"}, out, connection.observe()}(model::json_text{"12"});
  REQUIRE(out.texts.size() == 2);
  CHECK(out.texts[0] == answer_one);
  CHECK(out.texts[1].starts_with(
      R"({"action":"list","request_id":"r2","response_status":413,"data":null)"));
}

TEST_CASE_FIXTURE(fixture, "an answer after the end goes nowhere") {
  connection.end();
  aut(model::json_text{"1"});
  CHECK(out.texts.empty());
}

TEST_CASE_FIXTURE(fixture, "a responder is a reply handler") {
  const reply_handler on_reply = aut;
  on_reply(model::json_text{"1"});
  CHECK(out.texts == std::vector{answer_one});
}

TEST_CASE_FIXTURE(fixture, "a failure is logged with the request's id and answered as internal") {
  const captured_log log;
  try {
    throw std::runtime_error{"the reason"};
  } catch (...) {
    aut.fail();
  }
  CHECK(log.has("the reason"));
  CHECK(log.has("r1"));
  REQUIRE(out.texts.size() == 1);
  CHECK(out.texts.front().find(R"("response_status":500)") != std::string::npos);
  CHECK(out.texts.front().find("the reason") == std::string::npos);
}

TEST_CASE_FIXTURE(fixture, "a continuation answers with what it makes") {
  aut.then([](int number) { return model::json_text{std::to_string(number)}; })(1);
  CHECK(out.texts == std::vector{answer_one});
}

TEST_CASE_FIXTURE(fixture, "a continuation is not run after the end") {
  bool run = false;
  const auto continuation = aut.then([&run] {
    run = true;
    return model::json_text{"1"};
  });
  connection.end();
  continuation();
  CHECK_FALSE(run);
}

TEST_CASE_FIXTURE(fixture, "an exception of a continuation is answered as internal") {
  const captured_log log;
  aut.then([]() -> model::json_text { throw std::runtime_error{"late"}; })();
  CHECK(log.has("late"));
  REQUIRE(out.texts.size() == 1);
  CHECK(out.texts.front().find(R"("code":"internal")") != std::string::npos);
}

TEST_CASE_FIXTURE(fixture, "a request is abandoned when nobody is left to answer it") {
  CHECK(aut.abandoned());
  {
    const auto pending = aut;
    CHECK_FALSE(aut.abandoned());
  }
  CHECK(aut.abandoned());
  aut(model::json_text{"1"});
  CHECK_FALSE(aut.abandoned());
}

TEST_CASE("a request that everybody drops is logged and answered as internal, while it can be") {
  for (const bool lasts : {true, false}) {
    const captured_log log;
    sent_texts out;
    lifetime connection;
    auto aut = std::make_unique<responder>(reply_head{wire_form::bare, {}, "list", "r1"}, out,
                                           connection.observe());
    if (!lasts)
      connection.end();
    aut.reset();
    CHECK(log.has("r1") == lasts);
    REQUIRE(out.texts.size() == (lasts ? 1 : 0));
    if (lasts)
      CHECK(out.texts.front().find(R"("code":"internal")") != std::string::npos);
  }
}

TEST_SUITE_END();

} // namespace vestnik::consumers::responder_tests
