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
  CHECK(request{R"({"after":1})"}.read<read_history>().after == 1);
  CHECK(request{R"({"around":1})"}.refusal<read_history>() == "there is no field around here");
}

TEST_CASE("what stands in a thread is shown in the room if that is said") {
  using place = send_message::place;
  CHECK(request{R"({"text":"hi","thread":2})"}.read<send_message>().shown_in == place::thread);
  CHECK(request{R"({"text":"hi","thread":2,"shown_in":"room"})"}.read<send_message>().shown_in ==
        place::room);
  CHECK_FALSE(request{R"({"text":"hi","shown_in":"hall"})"}.refusal<send_message>().empty());
}

TEST_CASE("a hundred messages are forwarded at once, each named once") {
  const auto forward = [](std::uint64_t count) {
    std::string seqs;
    for (std::uint64_t seq = 1; seq <= count; ++seq)
      seqs += (seq == 1 ? "" : ",") + std::to_string(seq);
    return request{R"({"from":"7","seqs":[)" + seqs + "]}"};
  };
  CHECK(forward(100).read<forward_messages>().seqs.size() == 100);
  const std::string seqs =
      "seqs must be an array of 1 to 100 whole numbers above 0, each there once";
  CHECK(forward(101).refusal<forward_messages>() == seqs);
  for (const auto* bad : {"[]", "[0]", "[1,1]", "[-1]", "[1.5]", R"(["1"])", "1"})
    CHECK(request{R"({"from":"7","seqs":)" + std::string{bad} + "}"}.refusal<forward_messages>() ==
          seqs);
}

TEST_CASE("an answer names what it answers, and a message its thread, if there is one") {
  const auto message = request{R"({"text":"hi"})"}.read<send_message>();
  CHECK(message.reply_to == 0);
  CHECK(message.thread == 0);
  const auto answer = request{R"({"text":"hi","reply_to":3,"thread":2})"}.read<send_message>();
  CHECK(answer.reply_to == 3);
  CHECK(answer.thread == 2);
}

TEST_CASE("people are added by their ids, each once") {
  const auto added = request{R"({"users":["7","8"]})"}.read<add_members>();
  CHECK(added.users == std::vector<user_id>{{7}, {8}});
  const std::string users = "users must be an array of 1 to 200 ids, each a string of decimal "
                            "digits and there once";
  for (const auto* bad : {R"({"users":[]})", R"({"users":["7","7"]})", R"({"users":[7]})",
                          R"({"users":"7"})", R"({"users":["x"]})"})
    CHECK(request{bad}.refusal<add_members>() == users);
  std::string many = R"({"users":["1")";
  for (int i = 2; i <= 201; ++i)
    many += ",\"" + std::to_string(i) + "\"";
  CHECK(request{many + "]}"}.refusal<add_members>() == users);
}

TEST_CASE("a change of a group leaves alone what it does not name") {
  const auto change = request{R"({"title":"Fair","writers":"admin"})"}.read<change_chat>();
  CHECK(change.title == "Fair");
  CHECK_FALSE(change.about.has_value());
  CHECK(change.writers == chat_role::admin);
  CHECK_FALSE(change.inviters.has_value());
  CHECK(request{R"({"title":""})"}.refusal<change_chat>() ==
        "title must be a string of 1 to 80 characters");
  CHECK(request{R"({"about":""})"}.read<change_chat>().about == "");
  CHECK(request{R"({"writers":"king"})"}.refusal<change_chat>() ==
        "writers must be one of: owner, admin, member, guest");
}

TEST_SUITE_END();

} // namespace vestnik::model::chat_commands_tests
