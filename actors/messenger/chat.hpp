#pragma once

#include "actors/messenger/chat_entries.hpp"
#include "actors/messenger/chat_roster.hpp"
#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "config/defaults.hpp"
#include "messenger/roles.hpp"
#include "model/commands/description.hpp"
#include "model/values/id_generator.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::actors {

/// How much a chat takes and gives at once.
struct chat_limits {
  /// Bytes of one message's text.
  std::size_t text = config::defaults::limits::message_text;
  /// Messages of one page of history.
  std::uint32_t page = model::page_size.most;
  /// Members of a group: the owner keeps them in memory, and reads them when it is loaded.
  std::size_t members = 10'000;
};

/// Owns the room `chat:ID`: answers members only, asks the rules (`messenger/`) who may do what,
/// appends to the log through the STORE_WRITER, answers the sender and tells the RELAYS, both only
/// after the commit. What it must look up before it can judge, such as a message that is to be
/// changed, it looks up first, and whatever arrives meanwhile waits: so each request is judged by
/// what the ones before it have made.
struct chat_state {
  static inline const char* name = "chat";
  using self_pointer = room_actor::stateful_pointer<chat_state>;
  using answer_type = caf::result<model::json_text>;
  using promise_type = typed_answer_promise<model::json_text>;

  explicit chat_state(self_pointer me)
      : self{me} {}

  answer_type run(const model::command& command);
  caf::result<room_joined> join(const room_join& request);
  caf::result<std::uint64_t> follow(const room_follow& request);
  /// Once the room is taken over; what arrives meanwhile waits.
  void read_roster();

  // -- the commands
  answer_type answer(const model::command& command, const model::send_message& body);
  answer_type answer(const model::command& command, const model::edit_message& body);
  answer_type answer(const model::command& command, const model::delete_message& body);
  answer_type answer(const model::command& command, const model::react& body);
  answer_type answer(const model::command& command, const model::pin_message& body);
  answer_type answer(const model::command& command, const model::mark_read& body);
  answer_type answer(const model::command& command, const model::typing& body);
  answer_type answer(const model::command& command, const model::read_history& body);
  answer_type answer(const model::command& command, const model::read_versions& body);
  answer_type answer(const model::command& command, const model::read_reactions& body);
  answer_type answer(const model::command& command, const model::read_pinned& body);
  answer_type answer(const model::command& command, const model::list_members& body);
  answer_type answer(const model::command& command, const model::add_members& body);
  answer_type answer(const model::command& command, const model::remove_member& body);
  answer_type answer(const model::command& command, const model::leave_chat& body);
  answer_type answer(const model::command& command, const model::change_role& body);
  answer_type answer(const model::command& command, const model::change_chat& body);
  answer_type answer(const model::command& command, const model::follow_thread& body);
  answer_type answer(const model::command& command, const model::list_threads& body);
  answer_type answer(const model::command& command, const model::forward_messages& body);

  self_pointer self;
  std::unique_ptr<room_owner> room;
  directory_actor directory;
  std::shared_ptr<model::id_generator> ids;
  chat_limits limits;
  chat_roster roster;

private:
  [[nodiscard]] model::chat_id id() const { return {room->log().room().id}; }
  [[nodiscard]] model::message_id next_id() { return {ids->next()}; }
  [[nodiscard]] model::result<void> check(model::user_id user, messenger::right wanted) const;
  [[nodiscard]] model::result<void> check_text(std::string_view text) const;
  [[nodiscard]] storage::message_row message_of(model::user_id author, const std::string& text);

  /// A refusal of what is asked for the first time; a write that was made before has the answer of
  /// that time, whatever may be done now.
  answer_type refuse(const model::command& command, const model::error& why);
  void refuse(const model::command& command, const model::error& why, promise_type promise);

  using judgement = model::result<storage::log_entry>;
  /// Appends what `judge` makes of a message, which is looked up before anything else is done.
  answer_type with_message(const model::command& command, std::uint64_t seq,
                           std::function<judgement(const storage::message_by_seq::facts&)> judge);
  [[nodiscard]] judgement entry_of_send(const model::command& command,
                                        const model::send_message& body,
                                        const std::optional<storage::quoted_message>& quoted);

  answer_type mark(storage::mark_thread order);
  /// Appends what was brought here, once for all repetitions.
  void bring(const model::command& command, const model::forward_messages& body,
             const storage::messages_to_forward::result_type& originals, promise_type promise);

  answer_type remove(const model::command& command, model::user_id person);
  /// Appends a change of who is here, which the roster has already, and has those who are concerned
  /// told.
  void change(storage::log_entry entry, std::vector<model::user_id> concerned,
              promise_type promise);
  /// Reads the roster anew, when no change is under way, if it may be wrong.
  void mend_roster();
  /// Tells how far the member has read, in chats of which this is told.
  void tell_mark(const storage::chat_member& of);

  std::size_t changes_under_way_ = 0;
  /// Whose mark may be stored though nobody was told.
  std::set<model::user_id> readers_in_doubt_;
  enum class roster_state : std::uint8_t { right, doubtful } roster_is_ = roster_state::right;
};

/// @param directory finds the rooms of people, who are told of what concerns them.
/// @param ids this node's generator, shared by all owners.
room_actor::behavior_type chat(room_actor::stateful_pointer<chat_state> self, model::chat_id id,
                               store database, directory_actor directory,
                               std::shared_ptr<model::id_generator> ids, room_settings settings,
                               chat_limits limits);

} // namespace vestnik::actors
