#include "endpoints/command_stream.hpp"

#include "tests/endpoints/live_connection.hpp"

#include <boost/mp11/algorithm.hpp>

#include <doctest/doctest.h>
#include <set>
#include <string>

namespace vestnik::endpoints::command_stream_tests {

TEST_SUITE_BEGIN("endpoints/command_stream");

using namespace vestnik;
using namespace vestnik::consumers;

TEST_CASE_FIXTURE(live_connection, "every command that clients may send is an action of a stream") {
  boost::mp11::mp_for_each<model::command_body>([&](const auto& command) {
    if (command.traits.by == model::sender::consumer)
      return;
    CAPTURE(command.traits.name);
    // What is asked with a field too many is refused for nothing else.
    CHECK(refusal(command.traits.stream(), command.traits.action(), R"("x":1)")
              .starts_with("422 invalid "));
  });
}

TEST_CASE("a command of consumers alone is in no stream") {
  CHECK(command_stream::handlers({"objects"}).empty());
}

TEST_CASE("a stream without commands is refused at the start") {
  const auto table = route_table::make({mount<command_stream>("/", {"letters"})});
  REQUIRE_FALSE(table.has_value());
  CHECK(table.error().message.find("option name: no command is of the stream letters") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(live_connection, "a write has an op, and nothing else has") {
  const std::string op = R"("op":"3a1c8f0e-52d4-4c0b-9d5e-0d6a5f1b7c11")";
  CHECK(refusal("chats", "send", R"("chat":"42","text":"hi")") == "422 invalid op");
  CHECK(refusal("chats", "typing", R"("chat":"42",)" + op) == "422 invalid op");
}

TEST_CASE_FIXTURE(live_connection,
                  "a refusal for several mistakes names the room first and the op last") {
  CHECK(refusal("chats", "send") == "422 invalid chat");
  CHECK(refusal("chats", "send", R"("chat":"42")") == "422 invalid text");
  CHECK(refusal("mail", "message") == "422 invalid account");
}

TEST_CASE("each field of a request has a name of its own") {
  for (const auto* stream : {"chats", "people", "mail"})
    for (const auto& handler : command_stream::handlers({stream})) {
      std::set<std::string> names{"action", "request_id"};
      for (const auto& field : handler.facts.arguments)
        CHECK_MESSAGE(names.insert(field.name).second, field.name);
    }
}

TEST_SUITE_END();

} // namespace vestnik::endpoints::command_stream_tests
