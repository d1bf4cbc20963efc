#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
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
#include <vector>

namespace vestnik::actors {

/// Owns the room `collection:ID`: changes the objects of a model through the STORE_WRITER,
/// each change with its log entry, answers who asked and then tells the RELAYS. What
/// objects were it asks a STORE_READER. Consumers check what their clients may do; a client
/// that would follow the room itself is told that there is none.
///
/// Changes of one key wait for each other, so that each sees what the one before has left;
/// those of different keys go into one append.
struct collection_state {
  static inline const char* name = "collection";
  using self_pointer = room_actor::stateful_pointer<collection_state>;

  /// Changes that are made together or not at all.
  struct unit {
    std::vector<model::checked_change> changes;
    model::user_id caller;
    caf::typed_response_promise<model::json_text> promise;
    /// By their JSON: what they wait for, and others for them. Not those that are given.
    std::map<std::string, boost::json::value> keys;
    /// How many of the keys others have before them.
    std::size_t waits_for = 0;
  };
  using unit_ptr = std::shared_ptr<unit>;
  using object_ptr = std::shared_ptr<const boost::json::object>;
  /// What objects are, by their keys as JSON; null: not there.
  using objects = std::map<std::string, object_ptr>;

  explicit collection_state(self_pointer me)
      : self{me} {}

  caf::result<model::json_text> run(const model::command& what);
  caf::result<model::json_text> find(const model::find_object& body);
  caf::result<model::json_text> list(const model::list_objects& body);
  caf::result<model::json_text> change(const model::command& what,
                                       const model::change_objects& body);
  caf::result<room_joined> join(const room_join& who) const;
  [[nodiscard]] activity now() const noexcept;

  // -- a unit's way ----------------------------------------------------------------------

  /// Begins once nobody is before it.
  void enqueue(const unit_ptr& what);
  /// Finds out which key was given last, if that is needed and not known.
  void begin(const unit_ptr& what);
  void look_up(const unit_ptr& what);
  /// @param now of the unit's keys.
  void write(const unit_ptr& what, objects now);
  /// Lets the next ones begin.
  void leave(const unit_ptr& what);
  void refuse(const unit_ptr& what, const caf::error& why);

  /// Who was under way is answered. The last one ends the owner, if it is to end.
  void answered();
  void end();

  [[nodiscard]] boost::json::value new_key();
  [[nodiscard]] const store_reader_actor& a_reader();

  self_pointer self;
  std::unique_ptr<room_owner> room;
  storage::object_table_ptr table;
  std::shared_ptr<model::id_generator> ids;
  /// The units that want a key, in the order in which they came; the first has it.
  std::map<std::string, std::deque<unit_ptr>> lines;
  /// Of keys that are whole numbers, once it is known.
  std::optional<std::int64_t> last_key;
  /// Units and questions without an answer yet.
  std::size_t under_way = 0;
  /// Spreads the questions over the readers.
  std::int64_t asked = 0;
  bool is_ending = false;
};

/// @param of null if there is no such model; then everything is answered `not_found`.
/// @param ids this node's generator, shared by all owners.
room_actor::behavior_type collection(room_actor::stateful_pointer<collection_state> self,
                                     model::room_name name, storage::object_table_ptr of,
                                     store database, std::shared_ptr<model::id_generator> ids,
                                     room_settings settings);

} // namespace vestnik::actors
