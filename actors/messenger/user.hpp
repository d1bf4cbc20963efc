#pragma once

#include "actors/mail/probe_limits.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "config/defaults.hpp"
#include "model/values/id_generator.hpp"
#include "storage/secrets/secret_box.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vestnik::actors {

struct user_settings {
  /// Connections that one person may have open.
  std::size_t sockets = config::defaults::limits::sockets_per_user;
  /// Mailboxes that one person may have.
  unsigned mailboxes = config::defaults::mail::accounts_per_user;
};

/// Makes the actor that proves a mail account's settings; it ends by itself.
using probe_factory = std::function<mail_probe_actor()>;

/// Owns the room `user:ID`, which is about this person alone, and counts the person's open
/// SESSIONs. Gives the person's lists, opens dialogs (the peer's room gets a notice through the
/// DIRECTORY), and adds mail accounts after a MAIL_PROBE has signed in.
struct user_state {
  static inline const char* name = "user";
  using self_pointer = user_actor::stateful_pointer<user_state>;

  explicit user_state(self_pointer me)
      : self{me} {}

  caf::result<model::json_text> run(const model::command& command);
  caf::result<room_joined> join(const room_join& request) const;
  /// Appends the notices that this person's log does not tell yet. What is lost on the way is told
  /// when the NOTICE_COURIER has found it.
  void tell_notices();
  void hear(const room_notice& notice);
  caf::result<std::monostate> attach(const session_attach& request);

  // -- the commands
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::list_chats& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::search_people& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::open_dialog& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::open_saved& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::list_mail_accounts& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::add_mail_account& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::create_group& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::change_chat_settings& body);
  void answer_with_chat(model::chat_id chat, typed_answer_promise<model::json_text> promise);
  /// After the sign-in.
  void store_account(const model::command& command, typed_answer_promise<model::json_text> promise);
  void tell_of_chat(const storage::told_notice& notice);
  void tell_of_mailbox(const storage::told_notice& notice);
  /// Of a dialog that a node of the version before has opened, which notes no notice.
  void tell_of_unnoted(model::chat_id chat);
  void append_notice(const storage::told_notice& notice, model::event_kind kind, std::string data);

  self_pointer self;
  model::user_id user;
  std::unique_ptr<room_owner> room;
  directory_actor directory;
  std::shared_ptr<model::id_generator> ids;
  std::shared_ptr<const storage::secret_box> secrets;
  probe_factory probe;
  std::shared_ptr<probe_limits> guesses;
  enum class probing : std::uint8_t { idle, under_way } probing_ = probing::idle;
  user_settings settings;
  /// Open sockets, on whatever node.
  std::vector<caf::actor_addr> sockets;
};

/// @param ids this node's generator. @param secrets seals mail passwords. @param guesses of all
/// people of the node.
user_actor::behavior_type user(user_actor::stateful_pointer<user_state> self, model::user_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids,
                               std::shared_ptr<const storage::secret_box> secrets,
                               probe_factory probe, std::shared_ptr<probe_limits> guesses,
                               room_settings room, user_settings settings);

} // namespace vestnik::actors
