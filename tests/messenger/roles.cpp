#include "messenger/roles.hpp"

#include <array>
#include <doctest/doctest.h>
#include <string_view>

namespace vestnik::messenger::roles_tests {

TEST_SUITE_BEGIN("messenger/roles");

using model::chat_kind;
using model::chat_role;

namespace {

constexpr std::array all_rights{right::read,
                                right::write,
                                right::add_members,
                                right::remove_members,
                                right::change_chat,
                                right::pin_messages,
                                right::delete_messages_of_others,
                                right::manage_links,
                                right::change_roles,
                                right::delete_chat,
                                right::leave};

/// A letter for each right that the role has, in the order of `all_rights`; `.` for one it has not.
std::string rights_of(const chat_rules& rules, chat_role role) {
  constexpr std::string_view letters{"rwa-cpdl+xo"};
  std::string out;
  for (std::size_t i = 0; i < all_rights.size(); ++i)
    out += may(rules, role, all_rights[i]) ? letters[i] : '.';
  return out;
}

} // namespace

TEST_CASE("a group gives each role its rights") {
  for (const auto kind : {chat_kind::group, chat_kind::open_group}) {
    const chat_rules rules{kind};
    CHECK(rights_of(rules, chat_role::owner) == "rwa-cpdl+xo");
    CHECK(rights_of(rules, chat_role::admin) == "rwa-cpdl..o");
    CHECK(rights_of(rules, chat_role::member) == "rwa.......o");
    CHECK(rights_of(rules, chat_role::guest) == "rw........o");
  }
}

TEST_CASE("a group decides who writes and who adds people") {
  const chat_rules rules{chat_kind::group, chat_role::admin, chat_role::owner};
  CHECK(rights_of(rules, chat_role::owner) == "rwa-cpdl+xo");
  CHECK(rights_of(rules, chat_role::admin) == "rw.-cpdl..o");
  CHECK(rights_of(rules, chat_role::member) == "r.........o");
}

TEST_CASE("a dialog and what is one's own have no ranks") {
  for (const auto kind : {chat_kind::dialog, chat_kind::saved})
    for (const auto role : {chat_role::owner, chat_role::admin, chat_role::member})
      CHECK(rights_of({kind}, role) == "rw...p.....");
}

TEST_CASE("a refusal says who may") {
  const auto said = [](const chat_rules& rules, right wanted) {
    const auto checked = check(rules, chat_role::guest, wanted);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == model::ec::forbidden);
    return checked.error().message;
  };
  const chat_rules group{chat_kind::group};
  CHECK(said(group, right::delete_chat) == "only the owner may do this here");
  CHECK(said(group, right::manage_links) == "only the owner and the admins may do this here");
  CHECK(said(group, right::add_members) == "everybody but guests may do this here");
  CHECK(said({chat_kind::dialog}, right::leave) == "nobody may do this in a dialog");
  CHECK(said({chat_kind::saved}, right::add_members) == "nobody may do this in what is one's own");
  CHECK(check(group, chat_role::guest, right::write).has_value());
}

TEST_CASE("who removes is above who is removed") {
  const chat_rules rules{chat_kind::group};
  const auto removes = [&rules](chat_role actor, chat_role target) {
    return check_removal(rules, actor, target).has_value();
  };
  CHECK(removes(chat_role::owner, chat_role::admin));
  CHECK(removes(chat_role::admin, chat_role::member));
  CHECK(removes(chat_role::admin, chat_role::guest));
  CHECK_FALSE(removes(chat_role::admin, chat_role::admin));
  CHECK_FALSE(removes(chat_role::admin, chat_role::owner));
  CHECK_FALSE(removes(chat_role::owner, chat_role::owner));
  CHECK_FALSE(removes(chat_role::member, chat_role::guest));
}

TEST_CASE("the owner alone gives roles, guests have none") {
  const chat_rules rules{chat_kind::group};
  const auto code = [&rules](chat_role actor, chat_role target, chat_role to) {
    const auto checked = check_promotion(rules, actor, target, to);
    return checked ? model::ec::none : checked.error().code;
  };
  CHECK(code(chat_role::owner, chat_role::member, chat_role::admin) == model::ec::none);
  CHECK(code(chat_role::owner, chat_role::admin, chat_role::member) == model::ec::none);
  CHECK(code(chat_role::owner, chat_role::admin, chat_role::owner) == model::ec::none);
  CHECK(code(chat_role::admin, chat_role::member, chat_role::admin) == model::ec::forbidden);
  CHECK(code(chat_role::owner, chat_role::guest, chat_role::member) == model::ec::invalid);
  CHECK(code(chat_role::owner, chat_role::member, chat_role::guest) == model::ec::invalid);
  CHECK(code(chat_role::owner, chat_role::owner, chat_role::member) == model::ec::invalid);
}

TEST_SUITE_END();

} // namespace vestnik::messenger::roles_tests
