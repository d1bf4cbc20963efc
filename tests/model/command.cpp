#include "model/command.hpp"

#include <boost/mp11/algorithm.hpp>

#include <doctest/doctest.h>
#include <string>

namespace vestnik::model::command_tests {

TEST_SUITE_BEGIN("model/command");

using namespace vestnik::model;

namespace {

/// Calls `body` with each command at its initial value.
template <class Body>
void for_each_command(Body body) {
  boost::mp11::mp_for_each<command_body>(body);
}

} // namespace

TEST_CASE("a command that changes something is a write") {
  CHECK(is_write(open_dialog{}));
  CHECK(is_write(add_mail_account{}));
  CHECK(is_write(send_message{}));
  CHECK(is_write(change_objects{}));
}

TEST_CASE("a command that only asks is not a write") {
  CHECK_FALSE(is_write(list_chats{}));
  CHECK_FALSE(is_write(search_people{}));
  CHECK_FALSE(is_write(list_mail_accounts{}));
  CHECK_FALSE(is_write(read_history{}));
  CHECK_FALSE(is_write(list_mails{}));
  CHECK_FALSE(is_write(read_mail{}));
  CHECK_FALSE(is_write(find_object{}));
  CHECK_FALSE(is_write(list_objects{}));
}

TEST_CASE("a command that may be repeated without an op is not a write") {
  CHECK_FALSE(is_write(mark_read{}));
  CHECK_FALSE(is_write(typing{}));
}

TEST_CASE("a command goes to the kind of room in whose list it stands") {
  CHECK(room_kind_of<send_message>() == room_kind::chat);
  CHECK(room_kind_of<list_mails>() == room_kind::mailbox);
  CHECK(room_kind_of<open_dialog>() == room_kind::user);
  CHECK(room_kind_of<find_object>() == room_kind::collection);
}

TEST_CASE("a command's name is its stream and its action") {
  CHECK(send_message::traits.stream() == "chats");
  CHECK(send_message::traits.action() == "send");
  for_each_command([](const auto& command) {
    const std::string name{command.traits.name};
    CAPTURE(name);
    CHECK_FALSE(command.traits.stream().empty());
    CHECK_FALSE(command.traits.action().empty());
    CHECK(name ==
          std::string{command.traits.stream()} + "." + std::string{command.traits.action()});
    CHECK(&traits_of(command) == &command.traits);
  });
}

TEST_CASE("clients can name each command but those to collections") {
  for_each_command([]<class Command>(const Command& command) {
    CAPTURE(command.traits.name);
    CHECK((command.traits.by == sender::client) ==
          (room_kind_of<Command>() != room_kind::collection));
  });
}

TEST_SUITE_END();

} // namespace vestnik::model::command_tests
