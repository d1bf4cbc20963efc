#include "model/commands/mailbox.hpp"

#include "tests/model/commands/request.hpp"

namespace vestnik::model::mailbox_commands_tests {

TEST_SUITE_BEGIN("model/commands/mailbox");

using namespace vestnik::model;

TEST_CASE("mails begin at the newest and are fifty, if the client does not say") {
  const auto mails = request{"{}"}.read<list_mails>();
  CHECK(mails.before.empty());
  CHECK(mails.limit == 50);
}

TEST_CASE("mails take the cursor of the page before and a size of the page") {
  const auto mails = request{R"({"before":"1795192800000000:7","limit":1})"}.read<list_mails>();
  CHECK(mails.before == "1795192800000000:7");
  CHECK(mails.limit == 1);
  CHECK(request{R"({"before":""})"}.read<list_mails>().before.empty());
  const std::string before = "before must be a string of 0 to 64 characters";
  CHECK(request{R"({"before":0})"}.refusal<list_mails>() == before);
  CHECK(request{R"({"before":")" + std::string(65, '1') + R"("})"}.refusal<list_mails>() == before);
  CHECK(request{R"({"limit":201})"}.refusal<list_mails>() ==
        "limit must be a whole number from 1 to 200");
}

TEST_CASE("a mail is named by an id") {
  CHECK(request{R"({"id":"21"})"}.read<read_mail>().mail == mail_id{21});
  CHECK(request{"{}"}.refusal<read_mail>() == "id is missing");
  CHECK(request{R"({"id":21})"}.refusal<read_mail>() ==
        "id must be an id: a string of decimal digits");
}

TEST_SUITE_END();

} // namespace vestnik::model::mailbox_commands_tests
