#pragma once

#include "model/chat.hpp"
#include "model/commands/description.hpp"
#include "model/values/id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

// To chat:ID, by its members. `seq` of a message is its place in the log of the chat, which names
// it for good. What a member may do is for messenger/roles to say. Errors of all: `not_found` on
// `chat` for who is no member, on `seq` for a message that is not there; `forbidden`.

namespace vestnik::model {

/// Appends a message.
struct send_message {
  static constexpr command_traits traits{"chats.send", effect::writes};

  /// The chat knows how long it may be (`limits.message-text`).
  std::string text;
  /// The message that it answers, if it answers one.
  std::uint64_t reply_to = 0;
  /// The message that began the thread in which it stands; 0: in the room itself.
  std::uint64_t thread = 0;

  static constexpr auto fields = std::tuple{
      field("text", &send_message::text, not_empty),
      optional_field("reply_to", &send_message::reply_to, any_seq),
      optional_field("thread", &send_message::thread, any_seq),
  };
};

/// Gives a message another text, by its author.
struct edit_message {
  static constexpr command_traits traits{"chats.edit", effect::writes};

  std::uint64_t seq = 0;
  std::string text;

  static constexpr auto fields = std::tuple{
      field("seq", &edit_message::seq, any_seq),
      field("text", &edit_message::text, not_empty),
  };
};

/// Deletes a message for everybody; its place stays.
struct delete_message {
  static constexpr command_traits traits{"chats.delete", effect::writes};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &delete_message::seq, any_seq)};
};

/// Reacts to a message, or takes the reaction back.
struct react {
  static constexpr command_traits traits{"chats.react", effect::writes};

  std::uint64_t seq = 0;
  std::string emoji;
  enum class action : std::uint8_t { add, remove } does = action::add;

  static constexpr words<action, 2> actions{{{"add", action::add}, {"remove", action::remove}}};
  static constexpr auto fields = std::tuple{
      field("seq", &react::seq, any_seq),
      field("emoji", &react::emoji, text_rule{1, 32}),
      field("do", &react::does, actions),
  };
};

/// Pins a message for everybody, or unpins it.
struct pin_message {
  static constexpr command_traits traits{"chats.pin", effect::writes};

  std::uint64_t seq = 0;
  enum class action : std::uint8_t { pin, unpin } does = action::pin;

  static constexpr words<action, 2> actions{{{"pin", action::pin}, {"unpin", action::unpin}}};
  static constexpr auto fields = std::tuple{
      field("seq", &pin_message::seq, any_seq),
      field("do", &pin_message::does, actions),
  };
};

/// The caller has read up to `seq`; the highest mark counts, so it needs no `op`.
struct mark_read {
  static constexpr command_traits traits{"chats.read"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &mark_read::seq, any_seq)};
};

/// The caller is writing; others may be shown so for some seconds.
struct typing {
  static constexpr command_traits traits{"chats.typing"};
};

/// Messages of the room itself or of a thread, at most `limit`: those with `seq` below `before` (0:
/// the newest), newest first; or, if `after` is not 0, those above it, the oldest first.
struct read_history {
  static constexpr command_traits traits{"chats.history"};

  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t thread = 0;
  std::uint32_t limit = 50;

  static constexpr auto fields = std::tuple{
      optional_field("before", &read_history::before, any_seq),
      optional_field("after", &read_history::after, any_seq),
      optional_field("thread", &read_history::thread, any_seq),
      optional_field("limit", &read_history::limit, page_size),
  };
};

/// The texts that a message had before it was edited, the oldest first.
struct read_versions {
  static constexpr command_traits traits{"chats.versions"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &read_versions::seq, any_seq)};
};

/// Who has reacted to a message.
struct read_reactions {
  static constexpr command_traits traits{"chats.reactions"};

  std::uint64_t seq = 0;

  static constexpr auto fields = std::tuple{field("seq", &read_reactions::seq, any_seq)};
};

/// The messages that are pinned, the last one first.
struct read_pinned {
  static constexpr command_traits traits{"chats.pinned"};
};

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

using chat_command =
    std::variant<send_message, edit_message, delete_message, react, pin_message, mark_read, typing,
                 read_history, read_versions, read_reactions, read_pinned, list_members,
                 add_members, remove_member, leave_chat, change_role, change_chat>;

} // namespace vestnik::model
