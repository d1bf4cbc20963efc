#include "consumers/action_table.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

TEST_SUITE_BEGIN("consumers/action_table");

using namespace vestnik;
using namespace vestnik::consumers;

namespace {

struct target {
  void first(model::fields&, const responder&) { called += "first "; }
  void second(model::fields& in, const responder&) { called += in.text("word", {1, 9}) + ' '; }

  std::string called;
};

struct sent_text final : client {
  void send(std::string_view sent) override { text += sent; }
  void send_binary(std::string_view) override { FAIL("no binary is expected"); }
  void close(std::uint16_t, std::string_view) override { FAIL("no close is expected"); }

  std::string text;
};

constexpr action_table<target, 2> aut{{{{"first", &target::first}, {"second", &target::second}}}};

struct fixture {
  void dispatch(const std::string& action) {
    const request asked{.head = {.action = action, .request_id = "1"},
                        .arguments = {{"word", "hello"}}};
    aut.dispatch(served, asked, {asked.head, out, connection.observe()});
  }

  target served;
  sent_text out;
  lifetime connection;
};

} // namespace

TEST_CASE_FIXTURE(fixture, "an action is served by the member of its name, with its arguments") {
  dispatch("second");
  dispatch("first");
  CHECK(served.called == "hello first ");
  CHECK(out.text.empty());
}

TEST_CASE_FIXTURE(fixture, "a name that is not quite an action's is unknown") {
  for (const std::string name : {"", "firs", "first ", "First", "firstsecond"}) {
    out.text.clear();
    dispatch(name);
    CHECK(out.text.find(R"("response_status":405)") != std::string::npos);
    CHECK(out.text.find(R"("code":"unknown_action","field":"action")") != std::string::npos);
    CHECK(out.text.find("there is: first, second") != std::string::npos);
  }
  CHECK(served.called.empty());
}

TEST_SUITE_END();
