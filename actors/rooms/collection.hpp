#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "model/object_change.hpp"
#include "model/values/id_generator.hpp"
#include "storage/objects/object_table.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::actors {

/// Owns the room `collection:ID`: changes the objects of a model through the STORE_WRITER,
/// each change with its log entry, answers the sender of the command and then tells the RELAYS.
/// Reads the objects as they are from a STORE_READER. Consumers check the rights of their clients;
/// a client that would follow the room itself gets `not_found`.
///
/// Changes of one key wait for each other, so that each sees what the one before has left;
/// those of different keys go into one append.
struct collection_state {
  static inline const char* name = "collection";
  using self_pointer = room_actor::stateful_pointer<collection_state>;

  /// Changes that are made together or not at all.
  struct transaction {
    std::vector<model::checked_change> changes;
    model::user_id caller;
    /// By which it is known when it comes again; empty: it does not.
    std::string op;
    typed_answer_promise<model::json_text> promise;
    /// Of existing objects, by their JSON; transactions of one key wait for each other.
    std::map<std::string, boost::json::value> keys;
    /// How many of the keys others have before it.
    std::size_t waits_for = 0;
  };
  using transaction_ptr = std::shared_ptr<transaction>;
  using object_ptr = std::shared_ptr<const boost::json::object>;
  /// The objects as they are, by their keys as JSON; null: there is none.
  using objects = std::map<std::string, object_ptr>;

  explicit collection_state(self_pointer me)
      : self{me} {}

  caf::result<model::json_text> run(const model::command& command);
  caf::result<room_joined> join(const room_join& request) const;
  [[nodiscard]] activity now() const noexcept;

  // -- the commands
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::find_object& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::list_objects& body);
  caf::result<model::json_text> answer(const model::command& command,
                                       const model::change_objects& body);
  /// Answers with what `write`, which may refuse, makes of the reader's answer.
  template <class Query, class Write>
  caf::result<model::json_text> read(Query query, Write write);

  // -- the way of a transaction ----------------------------------------------------------

  /// Begins it once none is before it.
  void enqueue(const transaction_ptr& transaction);
  /// Finds out the greatest key that was given, if that is needed and not known.
  void begin(const transaction_ptr& transaction);
  void look_up(const transaction_ptr& transaction);
  /// @param now of the transaction's keys.
  void write(const transaction_ptr& transaction, objects now);
  /// Lets the next ones begin.
  void leave(const transaction_ptr& transaction);
  void refuse(const transaction_ptr& transaction, const caf::error& why);
  /// Refuses what cannot be done now, unless it was done before: then the answer is the first one.
  void refuse_unless_done(const transaction_ptr& transaction, const caf::error& why);
  /// @param objects as JSON, with commas between them.
  void succeed(const transaction_ptr& transaction, std::string_view objects);

  /// A request is answered. The last one ends the owner, if it is to end.
  void answered();
  void end();

  /// The names of the operations of a transaction that has a name.
  [[nodiscard]] std::vector<std::string> names_of(const transaction& transaction) const;
  /// The entry that makes of `object` what the change says, which fits.
  [[nodiscard]] storage::log_entry entry_of(const transaction& transaction,
                                            const model::checked_change& change,
                                            const object_ptr& before,
                                            const object_ptr& after) const;
  [[nodiscard]] boost::json::value new_key();
  [[nodiscard]] const store_reader_actor& next_reader();

  self_pointer self;
  std::unique_ptr<room_owner> room;
  storage::object_table_ptr table;
  std::shared_ptr<model::id_generator> ids;
  /// The transactions that want a key, in the order in which they came; the first has it.
  std::map<std::string, std::deque<transaction_ptr>> lines;
  /// Of keys that are whole numbers, once it is known.
  std::optional<std::int64_t> last_key;
  /// Transactions and questions without an answer yet.
  std::size_t under_way = 0;
  /// Spreads the questions over the readers.
  std::int64_t questions = 0;
  bool is_ending = false;
};

/// @param table of the model; null if there is no such model, then everything is answered
/// `not_found`. @param ids this node's generator, shared by all owners.
room_actor::behavior_type collection(room_actor::stateful_pointer<collection_state> self,
                                     model::room_name name, storage::object_table_ptr table,
                                     store database, std::shared_ptr<model::id_generator> ids,
                                     room_settings settings);

} // namespace vestnik::actors
