#pragma once

#include "model/commands/chat_history.hpp"
#include "model/commands/chat_members.hpp"
#include "model/commands/chat_threads.hpp"
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
  /// Whether the room shows what stands in a thread.
  enum class place : std::uint8_t { thread, room } shown_in = place::thread;

  static constexpr words<place, 2> places{{{"thread", place::thread}, {"room", place::room}}};
  static constexpr auto fields = std::tuple{
      field("text", &send_message::text, not_empty),
      optional_field("reply_to", &send_message::reply_to, any_seq),
      optional_field("thread", &send_message::thread, any_seq),
      optional_field("shown_in", &send_message::shown_in, places),
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

/// The caller has read up to `seq`, in the room itself or in a thread; the highest mark counts, so
/// it needs no `op`.
struct mark_read {
  static constexpr command_traits traits{"chats.read"};

  std::uint64_t seq = 0;
  std::uint64_t thread = 0;

  static constexpr auto fields = std::tuple{
      field("seq", &mark_read::seq, any_seq),
      optional_field("thread", &mark_read::thread, any_seq),
  };
};

/// The caller is writing; others may be shown so for some seconds.
struct typing {
  static constexpr command_traits traits{"chats.typing"};
};

using chat_command =
    std::variant<send_message, edit_message, delete_message, react, pin_message, mark_read, typing,
                 read_history, read_versions, read_reactions, read_pinned, list_members,
                 add_members, remove_member, leave_chat, change_role, change_chat, follow_thread,
                 list_threads, forward_messages>;

} // namespace vestnik::model
