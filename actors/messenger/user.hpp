#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "model/values/id_generator.hpp"
#include "storage/secrets/secret_box.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace vestnik::actors {

/// What a user actor needs besides the database.
struct user_settings {
  /// Open sockets of one user (security.md W4).
  std::size_t sockets = 20;
};

/// Makes the actor that proves a mail account's settings; it ends by itself.
using probe_factory = std::function<mail_probe_actor()>;

/// Owns the room `user:ID` – what concerns this person alone – and counts their open
/// SESSIONs. Serves the person's lists, opens dialogs (the peer's room is told through
/// the DIRECTORY), and adds mail accounts after a PROBE has signed in.
struct user_state {
  static inline const char* name = "user";
  using self_pointer = user_actor::stateful_pointer<user_state>;

  explicit user_state(self_pointer me)
      : self{me} {}

  caf::result<model::json_text> run(const model::command& what);
  caf::result<model::json_text> list_chats();
  caf::result<model::json_text> search(const model::search_people& what);
  caf::result<model::json_text> open_dialog(const model::open_dialog& what);
  caf::result<model::json_text> list_accounts();
  caf::result<model::json_text> add_account(const model::command& what,
                                            const model::add_mail_account& body);
  void keep_account(const model::command& what, caf::response_promise promise);
  void tell(model::event_kind kind, std::string data);
  void on_chat_opened(model::chat_id chat);
  caf::result<std::monostate> attach(const session_attach& what);

  self_pointer self;
  model::user_id user;
  std::unique_ptr<room_owner> room;
  directory_actor directory;
  std::shared_ptr<model::id_generator> ids;
  std::shared_ptr<const storage::secret_box> secrets;
  probe_factory probe;
  user_settings settings;
  /// Open sockets, on whatever node.
  std::vector<caf::actor_addr> sockets;
};

/// @param ids this node's generator. @param secrets seals mail passwords.
user_actor::behavior_type user(user_actor::stateful_pointer<user_state> self, model::user_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids,
                               std::shared_ptr<const storage::secret_box> secrets,
                               probe_factory probe, room_settings room, user_settings settings);

} // namespace vestnik::actors
