#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/actor_outbox.hpp"
#include "actors/runtime/answer_promise.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vestnik::actors {

/// One per io thread, and resident on it: tells the SESSIONs of its thread the changes of the
/// tables that they follow. Asks the table's owner, through the DIRECTORY, where its log ends, and
/// the FANOUT of its thread for the later events; so each event comes once and is decoded once for
/// all sessions. A table that nobody follows any longer is left.
struct change_hub_state {
  static inline const char* name = "change_hub";
  using self_pointer = change_hub_actor::stateful_pointer<change_hub_state>;
  using follow_promise = typed_answer_promise<std::monostate>;

  explicit change_hub_state(self_pointer me)
      : self{me} {}

  [[nodiscard]] follow_promise follow(const changes_follow& request);
  void leave(model::room_name room, caf::actor_id session);
  void forget(caf::actor_id session);
  void deliver(const table_event& event);
  void lost(const table_lost& loss);

  self_pointer self;
  directory_actor directory;
  fanout_actor fanout;

private:
  struct table_entry {
    /// What the FANOUT writes to; empty until the owner has answered.
    std::shared_ptr<actor_outbox> outbox;
    std::uint64_t outbox_number = 0;
    /// What its objects are now, whatever version of the program has written them. Static.
    const model::table_description* of = nullptr;
    /// Of the question to the owner whose answer counts: the table may have been left since, and
    /// followed anew.
    std::uint64_t question = 0;
    /// Answered when the outbox is there.
    std::vector<follow_promise> waiting;
    std::map<caf::actor_id, session_actor> sessions;
  };

  void ask_owner(model::room_name room, std::uint64_t question);
  /// The entry that waits for the answer to this question; null if none does any more.
  [[nodiscard]] table_entry* asking(model::room_name room, std::uint64_t question);
  void begin(model::room_name room, std::uint64_t question, const room_joined& joined);
  void refuse(model::room_name room, std::uint64_t question, const caf::error& why);

  /// Only tables that somebody follows.
  std::unordered_map<model::room_name, table_entry> tables_;
  /// The tables that each session follows; watched until it ends.
  std::unordered_map<caf::actor_id, std::unordered_set<model::room_name>> sessions_;
  std::uint64_t last_outbox_ = 0;
  std::uint64_t last_question_ = 0;
};

change_hub_actor::behavior_type
change_hub(change_hub_actor::stateful_pointer<change_hub_state> self, directory_actor directory,
           fanout_actor fanout);

} // namespace vestnik::actors
