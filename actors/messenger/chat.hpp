#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "config/defaults.hpp"
#include "model/commands/description.hpp"
#include "model/values/id_generator.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace vestnik::actors {

/// How much a chat takes and gives at once.
struct chat_limits {
  /// Bytes of one message's text.
  std::size_t text = config::defaults::limits::message_text;
  /// Messages of one page of history.
  std::uint32_t page = model::page_size.most;
};

/// Owns the room `chat:ID`: answers members only, appends messages to the log through the
/// STORE_WRITER, answers the sender and tells the RELAYS, both only after the commit.
struct chat_state {
  static inline const char* name = "chat";
  using self_pointer = room_actor::stateful_pointer<chat_state>;

  explicit chat_state(self_pointer me)
      : self{me} {}

  /// The member that the user is, or null if the user may neither see nor write.
  [[nodiscard]] storage::chat_member* member(model::user_id user);

  caf::result<model::json_text> run(const model::command& command);
  caf::result<room_joined> join(const room_join& request);

  // -- the commands
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::send_message& body);
  caf::result<model::json_text> answer(const model::command& command, const model::mark_read& body);
  caf::result<model::json_text> answer(const model::command& command, const model::typing& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::read_history& body);

  self_pointer self;
  std::unique_ptr<room_owner> room;
  std::shared_ptr<model::id_generator> ids;
  chat_limits limits;
  std::vector<storage::chat_member> members;
};

/// @param ids this node's generator, shared by all owners.
room_actor::behavior_type chat(room_actor::stateful_pointer<chat_state> self, model::chat_id id,
                               store database, std::shared_ptr<model::id_generator> ids,
                               room_settings settings, chat_limits limits);

} // namespace vestnik::actors
