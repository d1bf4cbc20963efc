#pragma once

#include "actors/rooms/room_owner.hpp"
#include "model/mail.hpp"

#include <caf/error.hpp>
#include <caf/scheduled_actor.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace vestnik::actors {

/// The entry of a mail that goes to quarantine. Its reason becomes one line of text.
[[nodiscard]] storage::log_entry quarantine_entry(model::quarantined_mail mail);

/// Writes what a FETCHER brings into the log of its mailbox, one unit after the other. A member of
/// the owner's state.
///
/// A unit that the storage refuses for good (`invalid`, `too_large`, `internal`, `conflict`) is
/// halved until one mail is left that cannot be stored: the rest is stored, and then it goes to
/// quarantine with the storage's reason, and the cursor moves, so that whatever ends this half way
/// is fetched again. Where the storage has no better reason than `internal` and takes no other mail
/// of the unit either, it may be damaged, and no mail is to blame: the unit is refused. Mails
/// that were refused so `most_refusals` times go to quarantine if the storage takes mails of their
/// size in their places (`try_mail`).
class mail_intake {
public:
  using on_written = std::function<void()>;

  static constexpr unsigned most_refusals = 3;

  /// @param self the actor of the room, which outlives this, as `room` does.
  mail_intake(caf::scheduled_actor* self, room_owner& room)
      : self_{self}
      , room_{room} {}

  /// Calls `done` when all of the unit is durable, or `refused` with the storage's error: then the
  /// units that wait behind it are refused, too.
  void write(log_unit unit, on_written done, room_owner::on_refused refused);

private:
  struct task {
    /// The next one first; the cursors are with the only one, or below.
    std::deque<log_unit> parts;
    std::vector<storage::folder_advance> cursors = {};
    /// The mails that were refused, as they will stand in quarantine, what may be tried in their
    /// places, and why the last one was.
    std::vector<storage::log_entry> doubtful = {};
    std::deque<storage::try_mail> trials = {};
    caf::error doubt = {};
    /// Whether it is known that the storage takes mails but these.
    enum class evidence : std::uint8_t { none, takes_others } proven = evidence::none;
    on_written done;
    room_owner::on_refused refused;
  };

  void write_part();
  void part_written();
  void part_refused(const caf::error& why);
  /// The first part has been dealt with.
  void go_on();
  /// The next part, or task.
  void write_next();
  /// Nothing is known of the storage but that it has refused the mails of the first task.
  void doubt();
  void try_next();
  void refuse_all(const caf::error& why);

  caf::scheduled_actor* self_;
  room_owner& room_;
  /// The first one is being written.
  std::deque<task> tasks_;
  /// How often the mails of the last unit in doubt were refused.
  std::map<model::mail_key, unsigned> refusals_;
};

} // namespace vestnik::actors
