#include "model/commands/chat.hpp"

#include "tests/model/commands/request.hpp"

namespace vestnik::model::chat_commands_tests {

TEST_SUITE_BEGIN("model/commands/chat");

using namespace vestnik::model;

TEST_CASE("a message has a text of any characters and any length") {
  CHECK(request{R"({"text":"two\nlines"})"}.read<send_message>().text == "two\nlines");
  const std::string any = "a string of 1 to 18446744073709551615 characters";
  CHECK(request{"{}"}.refusal<send_message>() == "text is missing");
  CHECK(request{R"({"text":""})"}.refusal<send_message>() == "text must be " + any);
  CHECK(request{R"({"text":["hi"]})"}.refusal<send_message>() == "text must be " + any);
  CHECK(request{R"({"text":"hi","seq":1})"}.refusal<send_message>() ==
        "there is no field seq here");
}

TEST_CASE("a mark is a seq") {
  CHECK(request{R"({"seq":0})"}.read<mark_read>().seq == 0);
  CHECK(request{R"({"seq":9223372036854775807})"}.read<mark_read>().seq == INT64_MAX);
  const std::string seq = "seq must be a whole number from 0 to 9223372036854775807";
  CHECK(request{"{}"}.refusal<mark_read>() == "seq is missing");
  CHECK(request{R"({"seq":-1})"}.refusal<mark_read>() == seq);
  CHECK(request{R"({"seq":"7"})"}.refusal<mark_read>() == seq);
}

TEST_CASE("a command of typing has no fields") {
  (void)request{"{}"}.read<typing>();
  CHECK(request{R"({"text":"a"})"}.refusal<typing>() == "there is no field text here");
}

TEST_CASE("history begins at the newest and has fifty messages, if the client does not say") {
  const auto history = request{"{}"}.read<read_history>();
  CHECK(history.before == 0);
  CHECK(history.limit == 50);
}

TEST_CASE("history takes a seq and a size of the page") {
  const auto history = request{R"({"before":18,"limit":200})"}.read<read_history>();
  CHECK(history.before == 18);
  CHECK(history.limit == 200);
  const std::string limit = "limit must be a whole number from 1 to 200";
  CHECK(request{R"({"limit":0})"}.refusal<read_history>() == limit);
  CHECK(request{R"({"limit":201})"}.refusal<read_history>() == limit);
  CHECK(request{R"({"limit":"7"})"}.refusal<read_history>() == limit);
  CHECK(request{R"({"before":-1})"}.refusal<read_history>() ==
        "before must be a whole number from 0 to 9223372036854775807");
  CHECK(request{R"({"after":1})"}.refusal<read_history>() == "there is no field after here");
}

TEST_SUITE_END();

} // namespace vestnik::model::chat_commands_tests
