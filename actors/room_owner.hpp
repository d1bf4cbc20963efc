#pragma once

#include "actors/actors.hpp"
#include "actors/error.hpp"
#include "actors/room_log.hpp"
#include "actors/store_reader.hpp"

#include <caf/actor_cast.hpp>
#include <caf/response_promise.hpp>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace vestnik::actors {

/// What an owner needs of its surroundings.
struct room_settings {
  /// Name of this node, written into the room's row.
  std::string node;
  tail_limits tail;
};

/// The part that every room's owner has in common: taking the room over, appending
/// to its log, and telling the RELAYS that follow it. A member of the owner's state;
/// `Self` is the owner's typed self pointer.
template <class Self>
class room_owner {
public:
  room_owner(Self self, model::room_name room, store database, const room_settings& settings)
      : self_{self}
      , log_{room, settings.tail}
      , store_{std::move(database)}
      , node_{settings.node} {}

  /// Takes the room over; what arrives meanwhile waits in the inbox.
  template <class Then>
  void activate(Then then) {
    self_->request(store_.writer, caf::infinite, storage::activate_room{log_.room(), node_})
        .await(
            [this, then](const storage::activate_room::position& at) {
              log_.activated(at);
              then();
            },
            [this](const caf::error& why) { fail(why); });
  }

  /// The room cannot be had: those who wait are told why, then the owner ends.
  void fail(const caf::error& why) {
    failure_ = why;
    self_->send(self_, atom::end::value);
  }

  /// Why the room cannot be had; empty if it can. To be looked at before answering.
  [[nodiscard]] const caf::error& failure() const noexcept { return failure_; }

  /// Appends durably, publishes what was new, then calls `done` with one outcome per
  /// entry, or `fail`. An owner whose token is stale ends, since another one has the
  /// room, as soon as all who wait for an append have been told.
  template <class Done, class Fail>
  void append(storage::append what, Done done, Fail fail) {
    auto entries = std::make_shared<std::vector<storage::log_entry>>(what.entries);
    ++appending_;
    self_->request(store_.writer, caf::infinite, std::move(what))
        .then(
            [this, entries, done](const storage::append::result_type& outcomes) mutable {
              using kind = storage::append::outcome::kind;
              for (std::size_t i = 0; i < outcomes.size(); ++i)
                if (outcomes[i].what == kind::appended)
                  publish(log_.appended((*entries)[i], outcomes[i].seq));
              done(outcomes);
              append_answered();
            },
            [this, fail](const caf::error& why) mutable {
              fail(why);
              if (from_caf(why).code == model::ec::stale_token)
                failure_ = why;
              append_answered();
            });
  }

  /// Sends an event to every node that follows the room.
  void publish(const event_ptr& event) {
    for (const auto& relay : followers_)
      self_->send(relay, publication{event});
  }

  /// An event without a place in the log.
  void publish_ephemeral(model::event_kind kind, std::string data) {
    publish(std::make_shared<const model::event>(
        model::event{log_.room(), 0, kind, model::now(), std::move(data)}));
  }

  /// The handler of `room_follow`: the sender is a RELAY.
  caf::result<std::uint64_t> follow() {
    if (failure_)
      return failure_;
    auto relay = sender();
    if (std::ranges::find(followers_, relay) == followers_.end())
      followers_.push_back(std::move(relay));
    return log_.head();
  }

  void unfollow() { std::erase(followers_, sender()); }

  /// The handler of `room_read`: from memory, else from the storage.
  caf::result<room_page> read(const room_read& what) {
    if (failure_)
      return failure_;
    if (auto page = log_.recent(what))
      return std::move(*page);
    auto promise = self_->template make_response_promise<room_page>();
    const storage::log_range range{log_.room(), what.after, what.up_to, what.limit};
    self_->request(store_.reader_for(log_.room().id), caf::infinite, range)
        .then(
            [promise](const std::vector<model::event>& events) mutable {
              room_page page;
              for (const auto& event : events)
                page.events.push_back(std::make_shared<const model::event>(event));
              promise.deliver(std::move(page));
            },
            passing_to(promise));
    return promise;
  }

  [[nodiscard]] const room_log& log() const noexcept { return log_; }
  [[nodiscard]] const store& database() const noexcept { return store_; }

private:
  void append_answered() {
    if (--appending_ == 0 && failure_)
      self_->send(self_, atom::end::value);
  }

  [[nodiscard]] relay_actor sender() const {
    return caf::actor_cast<relay_actor>(self_->current_sender());
  }

  Self self_;
  room_log log_;
  store store_;
  std::string node_;
  /// One per node with subscribers.
  std::vector<relay_actor> followers_;
  caf::error failure_;
  std::size_t appending_ = 0;
};

} // namespace vestnik::actors
