#include "messenger/messages.hpp"

#include <doctest/doctest.h>

namespace vestnik::messenger::messages_tests {

TEST_SUITE_BEGIN("messenger/messages");

using model::chat_kind;
using model::chat_role;
using model::user_id;
using std::chrono::seconds;

namespace {

constexpr user_id author{1};
constexpr user_id another{2};

message_facts message(message_facts::origin from = message_facts::origin::written,
                      message_facts::state is = message_facts::state::present) {
  return {author, model::timestamp{seconds{1000}}, is, from};
}

message_editor editor(user_id user, chat_role role = chat_role::member, int at = 1000) {
  return {user, role, model::timestamp{seconds{at}}};
}

model::ec code_of(const model::result<void>& checked) {
  return checked ? model::ec::none : checked.error().code;
}

constexpr chat_rules group{chat_kind::group};

} // namespace

TEST_CASE("a message is changed by its author alone") {
  CHECK(code_of(check_edit(group, editor(author), message(), {})) == model::ec::none);
  for (const auto role : {chat_role::owner, chat_role::admin, chat_role::member})
    CHECK(code_of(check_edit(group, editor(another, role), message(), {})) == model::ec::forbidden);
}

TEST_CASE("what others wrote is not changed, nor what was deleted") {
  using facts = message_facts;
  CHECK(code_of(check_edit(group, editor(author), message(facts::origin::forwarded), {})) ==
        model::ec::forbidden);
  CHECK(code_of(check_edit(group, editor(author), message(facts::origin::system), {})) ==
        model::ec::forbidden);
  CHECK(code_of(check_edit(group, editor(author),
                           message(facts::origin::written, facts::state::deleted), {})) ==
        model::ec::not_found);
}

TEST_CASE("a message is changed within the limit of time, if there is one") {
  CHECK(code_of(check_edit(group, editor(author, chat_role::member, 1060), message(),
                           seconds{60})) == model::ec::none);
  const auto late =
      check_edit(group, editor(author, chat_role::member, 1061), message(), seconds{60});
  REQUIRE(code_of(late) == model::ec::forbidden);
  CHECK(late.error().message == "a message may be changed for 60s after it was sent");
  CHECK(code_of(check_edit(group, editor(author, chat_role::member, 999'999), message(), {})) ==
        model::ec::none);
}

TEST_CASE("who may no longer write changes nothing, and may still delete their own") {
  const chat_rules announcements{chat_kind::group, chat_role::admin};
  CHECK(code_of(check_edit(announcements, editor(author), message(), {})) == model::ec::forbidden);
  CHECK(code_of(check_deletion(announcements, editor(author), message())) == model::ec::none);
}

TEST_CASE("a message is deleted by its author and, in a group, by admins") {
  CHECK(code_of(check_deletion(group, editor(another, chat_role::admin), message())) ==
        model::ec::none);
  CHECK(code_of(check_deletion(group, editor(another), message())) == model::ec::forbidden);
  const chat_rules dialog{chat_kind::dialog};
  CHECK(code_of(check_deletion(dialog, editor(another), message())) == model::ec::forbidden);
  CHECK(code_of(check_deletion(group, editor(author),
                               message(message_facts::origin::written,
                                       message_facts::state::deleted))) == model::ec::none);
  CHECK(code_of(check_deletion(group, editor(another, chat_role::owner),
                               message(message_facts::origin::system))) == model::ec::forbidden);
}

TEST_SUITE_END();

} // namespace vestnik::messenger::messages_tests
