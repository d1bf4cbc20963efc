#include "model/command.hpp"

#include <doctest/doctest.h>

namespace vestnik::model::command_tests {

TEST_SUITE_BEGIN("model/command");

using namespace vestnik::model;

TEST_CASE("what changes something is a write") {
  CHECK(is_write(open_dialog{}));
  CHECK(is_write(add_mail_account{}));
  CHECK(is_write(send_message{}));
  CHECK(is_write(change_objects{}));
}

TEST_CASE("what only asks is not a write") {
  CHECK_FALSE(is_write(list_chats{}));
  CHECK_FALSE(is_write(search_people{}));
  CHECK_FALSE(is_write(list_mail_accounts{}));
  CHECK_FALSE(is_write(read_history{}));
  CHECK_FALSE(is_write(list_mails{}));
  CHECK_FALSE(is_write(read_mail{}));
  CHECK_FALSE(is_write(find_object{}));
  CHECK_FALSE(is_write(list_objects{}));
}

TEST_SUITE_END();

} // namespace vestnik::model::command_tests
