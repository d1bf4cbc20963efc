#pragma once

#include "model/commands/chat_role.hpp"
#include "model/commands/description.hpp"
#include "model/values/id.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// To chat:ID as well: who is in it, and what it is.

namespace vestnik::model {

/// The people of the chat, page by page.
struct list_members {
  static constexpr command_traits traits{"chats.members"};

  /// The `cursor` of the previous page; empty for the first.
  std::string after;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("after", &list_members::after, text_rule{0, 64}),
      optional_field("limit", &list_members::limit, page_size),
  };
};

/// Members that may be added by one request.
inline constexpr std::size_t most_added = 200;

/// Makes people members of a group.
struct add_members {
  static constexpr command_traits traits{"chats.add", effect::writes};

  std::vector<user_id> users;

  static constexpr auto fields =
      std::tuple{field("users", &add_members::users, id_list_rule{1, most_added})};
};

/// Ends somebody's membership in a group. One's own: `leave`.
struct remove_member {
  static constexpr command_traits traits{"chats.remove", effect::writes};

  user_id user;

  static constexpr auto fields = std::tuple{field("user", &remove_member::user)};
};

/// Ends the caller's membership. The owner's place goes to who comes next.
struct leave_chat {
  static constexpr command_traits traits{"chats.leave", effect::writes};
};

/// Gives a member another role.
struct change_role {
  static constexpr command_traits traits{"chats.role", effect::writes};

  user_id user;
  chat_role role = chat_role::member;

  static constexpr auto fields = std::tuple{
      field("user", &change_role::user),
      field("role", &change_role::role, chat_role_words),
  };
};

/// Characters of a group's title, and of its description.
inline constexpr std::size_t longest_title = 80;
inline constexpr std::size_t longest_about = 500;

/// Changes what a group is for all; what is left out stays as it is.
struct change_chat {
  static constexpr command_traits traits{"chats.change", effect::writes};

  std::optional<std::string> title;
  std::optional<std::string> about;
  std::optional<chat_role> writers;
  std::optional<chat_role> inviters;

  static constexpr auto fields = std::tuple{
      optional_field("title", &change_chat::title, printable(longest_title)),
      optional_field("about", &change_chat::about, text_rule{0, longest_about}),
      optional_field("writers", &change_chat::writers, chat_role_words),
      optional_field("inviters", &change_chat::inviters, chat_role_words),
  };
};

} // namespace vestnik::model
