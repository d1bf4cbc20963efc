#pragma once

#include "model/commands/chat_role.hpp"
#include "model/error.hpp"

#include <cstdint>

// Who may do what in a chat (docs/wire/chats.md). The owner of the room asks; the page asks the
// same table to know what to show.

namespace vestnik::messenger {

/// What somebody wants to do in a chat.
enum class right : std::uint8_t {
  read,
  /// Messages, reactions, typing, and changes of one's own messages.
  write,
  add_members,
  remove_members,
  /// Name, description, picture, and who may write and add.
  change_chat,
  pin_messages,
  delete_messages_of_others,
  manage_links,
  change_roles,
  delete_chat,
  leave,
};

/// What a chat itself decides. The lowest role that may.
struct chat_rules {
  model::chat_kind kind = model::chat_kind::dialog;
  model::chat_role writers = model::chat_role::guest;
  model::chat_role inviters = model::chat_role::member;

  friend bool operator==(const chat_rules&, const chat_rules&) = default;
};

/// Whether somebody of this role has the right.
[[nodiscard]] bool may(const chat_rules& rules, model::chat_role role, right wanted) noexcept;

/// Errors: `forbidden` with the roles that may, or that nobody may in a chat of this kind.
[[nodiscard]] model::result<void> check(const chat_rules& rules, model::chat_role role,
                                        right wanted);

/// Whether `actor` may remove `target`: the owner everybody else, an admin who is below. Errors:
/// `forbidden`. To remove oneself is to leave, which is another right.
[[nodiscard]] model::result<void> check_removal(const chat_rules& rules, model::chat_role actor,
                                                model::chat_role target);

/// Whether `actor` may give `target` the role `to`. The owner alone gives roles; who is made the
/// owner takes the place of the one who gives it, who is an admin from then on. A guest stays one.
/// Errors: `forbidden`; `invalid` on `role` for a role that cannot be given.
[[nodiscard]] model::result<void> check_promotion(const chat_rules& rules, model::chat_role actor,
                                                  model::chat_role target, model::chat_role to);

} // namespace vestnik::messenger
