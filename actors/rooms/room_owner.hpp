#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_log.hpp"
#include "actors/runtime/answer_promise.hpp"
#include "actors/store/store_reader.hpp"

#include <caf/scheduled_actor.hpp>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// What an owner needs to know of its node.
struct room_settings {
  /// Name of this node, written into the room's row.
  std::string node;
  tail_limits tail;
  /// Of this life of the node; zero: it is alone.
  model::node_id id{};
};

/// What all rooms' owners have in common: taking the room over, appending to its log, telling the
/// RELAYS that follow it, reading for those who catch up. room_behavior.hpp has its handlers.
///
/// What is appended and what was written in one turn is written and published together: the first
/// sends `atom::flush` to the owner itself, which arrives after everything that waits already. Each
/// append is still one of its own for the STORE_WRITER: a bad one fails alone, and in its place. An
/// append whose outcome is unknown is settled before anything else is written: the room is taken
/// over anew, which waits for what the database still does under the old token; then the log shows
/// which entries it has, and the append is repeated, its `op`s making it happen once.
class room_owner {
public:
  room_owner(caf::scheduled_actor* self, model::room_name room, store database,
             const room_settings& settings);

  /// Takes the room over, then calls `done`; what arrives meanwhile waits in the inbox.
  void activate(std::function<void()> done = {});

  /// The room cannot be had: requests are refused, then the owner ends, if there is no such room
  /// a second later.
  void fail(const caf::error& why);

  /// Why the room cannot be had; empty if it can.
  [[nodiscard]] const caf::error& failure() const noexcept { return failure_; }
  using on_appended = std::function<void(std::span<const storage::append::outcome>)>;
  using on_refused = std::function<void(const caf::error&)>;
  /// Appends durably, calls `done` with one outcome per entry, or `refused`, and then publishes
  /// the new events: the sender of the request hears of them before the followers. An owner whose
  /// token is stale, or whose log has entries of others, ends after all appends were answered.
  void append(log_unit unit, on_appended done, on_refused refused);

  /// Appends one entry, answers with its `seq` and result; a repeated `op` has those of the first.
  /// The second is for a request that was taken up before.
  [[nodiscard]] caf::result<model::json_text> post(storage::log_entry entry);
  void post(storage::log_entry entry, typed_answer_promise<model::json_text> promise);

  /// The handler of `atom::flush`: writes what waits, and publishes what was written.
  void flush();

  /// Another node shall own the room: writes what waits, answers `done`, sends the followers to
  /// the next owner, and ends. Later requests are refused with `unavailable`.
  void hand_over(typed_answer_promise<std::monostate> done);

  /// The handler of `atom::end`. An owner that has handed its room over answers all requests first;
  /// those to one that lost its room end as `outcome_unknown`.
  void end();

  /// Sends an event without a place in the log to every node that follows the room. @param subject
  /// whom it is about, for kinds of which only the newest counts.
  void publish_ephemeral(model::event_kind kind, std::string data, std::int64_t subject = 0);

  /// Where a follower that may see the room goes on.
  [[nodiscard]] caf::result<room_joined> join(const room_join& request) const;

  /// The handler of `room_follow`: the sender is a RELAY. It gets the newest event of each
  /// coalesced kind and subject: a client may have joined before that and not have it.
  /// @param besides events without a place in the log, which it gets as well.
  [[nodiscard]] caf::result<std::uint64_t> follow(publication besides = {});
  void unfollow();

  /// The handler of `room_read`: from memory, else from the storage; requests for the same stretch
  /// share one look-up.
  [[nodiscard]] caf::result<room_page> read(const room_read& request);

  /// Whether the room may be unloaded.
  [[nodiscard]] activity now() const noexcept;

  [[nodiscard]] const room_log& log() const noexcept { return log_; }
  [[nodiscard]] const store& database() const noexcept { return store_; }

private:
  struct append_request {
    log_unit unit;
    on_appended done;
    on_refused refused;
    enum class past : std::uint8_t { none, may_be_stored } before = past::none;
  };
  using stretch = std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>;

  void write(append_request request);
  void written(const append_request& request, const storage::append::result_type& outcomes);
  void refused(append_request request, const caf::error& why);
  void write_answered(append_request::past before);
  void settle();
  void settle_up_to(const storage::activate_room::position& at);
  void settled();
  void give_up(const caf::error& why);
  void publish(publication news);
  void flush_soon();
  void have_read(const stretch& place, const std::vector<model::event>& events);

  caf::scheduled_actor* self_;
  room_log log_;
  store store_;
  std::string node_;
  model::node_id life_;
  /// One per node with subscribers.
  std::vector<relay_actor> followers_;
  /// The newest event of each coalesced kind and subject.
  std::map<std::pair<model::event_kind, std::int64_t>, event_ptr> newest_states_;
  caf::error failure_;
  typed_answer_promise<std::monostate> handed_over_;
  enum class role : std::uint8_t { owner, former_owner } role_ = role::owner;
  /// Writes without an answer yet.
  std::size_t writing_ = 0;
  /// What may or may not have been written; while there is any, nothing else is.
  std::vector<append_request> unsettled_;
  /// Of those, repeated and not answered yet: the first answers are theirs.
  std::size_t repeating_ = 0;
  /// To be written by the next flush, or when that is settled.
  std::vector<append_request> waiting_;
  /// Events in the log that nobody has been told of: the senders of the requests hear first.
  publication unpublished_;
  std::map<stretch, std::vector<typed_answer_promise<room_page>>> reads_;
};

} // namespace vestnik::actors
