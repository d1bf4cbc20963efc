#include "actors/rooms/own_rooms.hpp"

#include "actors/rooms/no_such_room.hpp"
#include "actors/runtime/error.hpp"
#include "actors/store/lateness.hpp"

#include <caf/actor_cast.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::actors {

namespace {

using self_pointer = own_rooms_actor::stateful_pointer<own_rooms_state>;

/// Of a mailbox that could not be owned, because the database was away or another node had it.
constexpr std::chrono::seconds pause_before_reload{1};

/// Rooms that are looked at in one turn: a fraction of a millisecond, and as much again when they
/// have answered.
constexpr std::size_t rooms_per_turn = 100;

caf::error belongs_elsewhere() {
  return to_caf({model::ec::unavailable,
                 "the room belongs to another node",
                 {},
                 std::chrono::milliseconds{100}});
}

/// The handler of a message for the owner of `message.room`. One without an answer is lost if the
/// room is not here: a refusal would end who sent it.
template <class Answer, class Message>
auto pass_on(self_pointer self) {
  return [self](const Message& message) -> caf::result<Answer> {
    if (!self->state.is_own(message.room)) {
      if constexpr (std::is_void_v<Answer>)
        return caf::unit;
      else
        return belongs_elsewhere();
    }
    return self->delegate(self->state.owner_of(message.room), message);
  };
}

} // namespace

template <class Answer, class Message>
caf::result<Answer> own_rooms_state::admit(model::room_name room, model::user_id user,
                                           const Message& message) {
  if (!is_own(room))
    return belongs_elsewhere();
  if (room.kind == model::room_kind::user && room != model::room_of(user))
    return no_such_room(message);
  const auto waiting = doors.find({room, user});
  const bool needs_no_look = room.kind == model::room_kind::user ||
                             room.kind == model::room_kind::collection || owners.contains(room);
  if (waiting == doors.end() && needs_no_look)
    return self->delegate(owner_of(room), message);
  if (auto late = lateness(message.until, self->clock().now()))
    return late;
  typed_answer_promise<Answer> promise{*self};
  verdict hear = [this, room, message, promise](const model::result<bool>& is_there) mutable {
    if (!is_there)
      promise.deliver(to_caf(is_there.error()));
    else if (!*is_there)
      promise.deliver(no_such_room(message));
    else if (!is_own(room))
      promise.deliver(belongs_elsewhere());
    else
      promise.delegate(owner_of(room), message);
  };
  if (waiting != doors.end()) {
    waiting->second.push_back(std::move(hear));
    return promise;
  }
  doors[{room, user}].push_back(std::move(hear));
  look_up(room, user);
  return promise;
}

void own_rooms_state::look_up(model::room_name room, model::user_id user) {
  const auto tell = [this, room, user](const model::result<bool>& is_there) {
    const auto door = doors.extract({room, user});
    for (const auto& hear : door.mapped())
      hear(is_there);
  };
  self->request(settings.database.reader_for(room.id), caf::infinite, storage::may_see{user, room})
      .then([tell](bool is_there) { tell(is_there); },
            [tell](const caf::error& why) { tell(from_caf(why)); });
}

const room_actor& own_rooms_state::owner_of(model::room_name room) {
  const auto [found, is_new] = owners.try_emplace(room);
  auto& entry = found->second;
  if (is_new) {
    entry.owner = make(room);
    entry.number = ++last_loading;
    if (settings.idle.count() > 0)
      turns.emplace_back(room, entry.number);
    self->monitor(entry.owner);
    rooms.emplace(entry.owner.address(), room);
  }
  ++entry.heard;
  return entry.owner;
}

room_actor own_rooms_state::loaded_owner_of(model::room_name room) {
  const auto found = owners.find(room);
  if (found == owners.end())
    return {};
  ++found->second.heard;
  return found->second.owner;
}

void own_rooms_state::sweep() {
  if (to_look_at == 0)
    to_look_at = turns.size();
  for (std::size_t n = 0; n < rooms_per_turn && to_look_at > 0; ++n, --to_look_at) {
    const auto [room, number] = turns.front();
    turns.pop_front();
    look_after(room, number);
  }
  if (to_look_at > 0)
    self->send(self, atom::sweep::value);
  else
    self->delayed_send(self, settings.idle, atom::sweep::value);
}

void own_rooms_state::look_after(model::room_name room, std::uint64_t number) {
  const auto found = owners.find(room);
  if (found == owners.end() || found->second.number != number)
    return;
  turns.emplace_back(room, number);
  auto& entry = found->second;
  if (std::exchange(entry.heard_at_sweep, entry.heard) != entry.heard || !entry.followers.empty())
    return;
  self->request(entry.owner, caf::infinite, atom::rest::value)
      .then(
          [this, room, heard = entry.heard](activity now) {
            if (now == activity::resting)
              unload(room, heard);
          },
          [](const caf::error&) {
            // It has ended by itself; `forget` will hear of it.
          });
}

void own_rooms_state::followed(model::room_name room, const caf::strong_actor_ptr& by) {
  auto& followers = owners.at(room).followers;
  const auto follower = caf::actor_cast<caf::actor_addr>(by);
  if (std::ranges::find(followers, follower) == followers.end())
    followers.push_back(follower);
}

void own_rooms_state::unfollowed(model::room_name room, const caf::strong_actor_ptr& by) {
  std::erase(owners.at(room).followers, caf::actor_cast<caf::actor_addr>(by));
}

void own_rooms_state::wake(model::room_name room) {
  // One mailbox follows a server at a time: first the owner that the node had before must end.
  if (leaving.contains(room))
    self->delayed_send(self, pause_before_reload, atom::wake::value, room);
  else
    self->send(owner_of(room), atom::wake::value);
}

void own_rooms_state::unload(model::room_name room, std::uint64_t heard) {
  const auto found = owners.find(room);
  if (found == owners.end() || found->second.heard != heard)
    return;
  const auto owner = found->second.owner;
  self->demonitor(owner.address());
  forget(owner.address());
  self->send(owner, atom::end::value);
}

void own_rooms_state::forget(const caf::actor_addr& owner) {
  if (const auto found = rooms.find(owner); found != rooms.end()) {
    owners.erase(found->second);
    rooms.erase(found);
  }
}

caf::result<std::monostate> own_rooms_state::keep(const room_share& share) {
  stays = share.stays;
  std::vector<model::room_name> others;
  doubted.clear();
  for (const auto& [room, entry] : owners)
    if (!is_own(room))
      others.push_back(room);
    else if (settings.node)
      doubted.emplace_back(room, entry.number);
  // One line for all of them, however many there are.
  if (!others.empty())
    spdlog::info("{} of {} loaded rooms belong to other nodes now and are handed over",
                 others.size(), owners.size());
  std::erase_if(leavers, [](const caf::actor_addr& each) {
    return caf::actor_cast<caf::strong_actor_ptr>(each) == nullptr;
  });
  for (const auto room : others)
    hand_over(room);
  movers.emplace_back(*self);
  auto answer = movers.back();
  if (leaving.empty())
    all_handed_over();
  look_at_doubted();
  return answer;
}

void own_rooms_state::hand_over(model::room_name room) {
  const auto owner = owners.at(room).owner;
  leaving.insert(room);
  leavers.push_back(owner.address());
  self->demonitor(owner.address());
  forget(owner.address());
  self->request(owner, caf::infinite, atom::hand_over::value)
      .then([this, room](std::monostate) { handed_over(room); },
            [this, room](const caf::error&) {
              // It has ended by itself.
              handed_over(room);
            });
}

void own_rooms_state::look_at_doubted() {
  for (; looks < rooms_per_turn && !doubted.empty(); doubted.pop_back()) {
    const auto room = doubted.back().first;
    const auto number = doubted.back().second;
    ++looks;
    self->request(settings.database.reader_for(room.id), caf::infinite,
                  storage::fetch_clearance{room, settings.node})
        .then([this](std::chrono::milliseconds) { looked_at_one(); },
              [this, room, number](const caf::error& why) {
                if (from_caf(why).code == model::ec::stale_token)
                  overtaken(room, number);
                looked_at_one();
              });
  }
}

void own_rooms_state::looked_at_one() {
  if (--looks == 0)
    look_at_doubted();
}

void own_rooms_state::overtaken(model::room_name room, std::uint64_t number) {
  const auto found = owners.find(room);
  if (found == owners.end() || found->second.number != number)
    return;
  spdlog::info("{} was taken over by another node meanwhile and is loaded anew",
               model::to_string(room));
  hand_over(room);
  if (room.kind == model::room_kind::mailbox)
    self->delayed_send(self, pause_before_reload, atom::wake::value, room);
}

void own_rooms_state::handed_over(model::room_name room) {
  leaving.erase(leaving.find(room));
  if (!leaving.empty())
    return;
  spdlog::info("all rooms of other nodes are handed over");
  all_handed_over();
}

void own_rooms_state::all_handed_over() {
  for (auto& each : std::exchange(movers, {}))
    each.deliver(std::monostate{});
  if (settings.former)
    self->send(settings.former, room_share{stays});
}

void own_rooms_state::ended(const caf::down_msg& owner) {
  const auto found = rooms.find(owner.source);
  if (found == rooms.end())
    return;
  const auto room = found->second;
  forget(owner.source);
  if (room.kind == model::room_kind::mailbox && owner.reason &&
      from_caf(owner.reason).code != model::ec::not_found)
    self->delayed_send(self, pause_before_reload, atom::wake::value, room);
}

own_rooms_actor::behavior_type own_rooms(self_pointer self, owner_factory make,
                                         own_rooms_settings settings) {
  const auto idle = settings.idle;
  self->state.make = std::move(make);
  self->state.settings = std::move(settings);
  self->set_down_handler([self](const caf::down_msg& down) { self->state.ended(down); });
  self->set_exit_handler([self](const caf::exit_msg& exit) {
    for (const auto& [room, entry] : self->state.owners)
      self->send_exit(entry.owner, exit.reason);
    for (const auto& each : self->state.leavers)
      if (const auto owner = caf::actor_cast<caf::strong_actor_ptr>(each))
        self->send_exit(caf::actor_cast<caf::actor>(owner), exit.reason);
    self->quit(exit.reason);
  });
  if (idle.count() > 0)
    self->delayed_send(self, idle, atom::sweep::value);
  return {
      [self](const model::command& command) -> caf::result<model::json_text> {
        return self->state.admit<model::json_text>(command.target, command.caller, command);
      },
      [self](const room_join& request) {
        return self->state.admit<room_joined>(request.room, request.user, request);
      },
      [self](const room_follow& request) -> caf::result<std::uint64_t> {
        if (!self->state.is_own(request.room))
          return belongs_elsewhere();
        const auto owner = self->state.owner_of(request.room);
        self->state.followed(request.room, self->current_sender());
        return self->delegate(owner, request);
      },
      [self](const room_unfollow& request) -> caf::result<void> {
        const auto owner = self->state.loaded_owner_of(request.room);
        if (!owner)
          return caf::unit;
        self->state.unfollowed(request.room, self->current_sender());
        return self->delegate(owner, request);
      },
      pass_on<room_page, room_read>(self),
      pass_on<void, room_notice>(self),
      [self](atom::wake, model::room_name room) {
        if (self->state.is_own(room))
          self->state.wake(room);
      },
      [self](const session_attach& request) -> caf::result<std::monostate> {
        const auto room = model::room_of(request.user);
        if (!self->state.is_own(room))
          return belongs_elsewhere();
        return self->delegate(caf::actor_cast<user_actor>(self->state.owner_of(room)), request);
      },
      [self](const room_share& share) { return self->state.keep(share); },
      [self](atom::sweep) { self->state.sweep(); },
  };
}

} // namespace vestnik::actors
