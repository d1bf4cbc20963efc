#pragma once

#include "actors/protocol/actors.hpp"
#include "actors/rooms/room_owner.hpp"
#include "actors/runtime/error.hpp"
#include "actors/store/lateness.hpp"

#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace vestnik::actors {

/// A handler that most owners share, in a tuple; an empty one if `Own` has a handler for the
/// message.
template <class Message, class... Own, class Handler>
auto unless_handled(Handler handler) {
  if constexpr ((std::is_invocable_v<Own&, const Message&> || ...))
    return std::tuple{};
  else
    return std::tuple{std::move(handler)};
}

/// Answers a command by the `answer(command, body)` of an owner's state, which has one for each of
/// `Commands`, such as `model::chat_command`. Errors: `unknown_action` for those of other rooms.
template <class Commands, class State>
caf::result<model::json_text> run_command(State& state, const model::command& command) {
  return std::visit(
      [&]<class Body>(const Body& body) -> caf::result<model::json_text> {
        if constexpr (model::is_one_of<Body, Commands>)
          return state.answer(command, body);
        else
          return to_caf({model::ec::unknown_action, "this room does not do this"});
      },
      command.body);
}

/// Why the owner does not begin with what it is asked: the room cannot be had, or the answer might
/// come when nobody waits any longer; empty: it does.
template <class Self, class Request>
[[nodiscard]] caf::error hindrance(Self* self, const Request& request) {
  if (auto late = lateness(request.until, self->clock().now()))
    return late;
  return self->state.room->failure();
}

/// The behaviour of a room's owner. Its state has the `room`, a `room_owner`, and answers commands
/// and joins, while the room can be had, in `run(const model::command&)` and
/// `join(const room_join&)`.
/// @param extra its handlers of further messages, and of those that it does not handle as most
/// owners do: those ignore notices, follow nothing, and may be unloaded when the `room` rests.
template <class Self, class... Extra>
typename Self::behavior_type room_behavior(Self* self, Extra... extra) {
  return std::apply(
      [](auto... handlers) { return typename Self::behavior_type{std::move(handlers)...}; },
      std::tuple_cat(
          std::tuple{
              [self](const model::command& command) -> caf::result<model::json_text> {
                if (auto why = hindrance(self, command))
                  return why;
                return self->state.run(command);
              },
              [self](const room_join& request) -> caf::result<room_joined> {
                if (auto why = hindrance(self, request))
                  return why;
                return self->state.join(request);
              },
              [self](const room_unfollow&) { self->state.room->unfollow(); },
              [self](const room_read& request) -> caf::result<room_page> {
                if (auto why = hindrance(self, request))
                  return why;
                return self->state.room->read(request);
              },
              [self](atom::flush) { self->state.room->flush(); },
          },
          unless_handled<room_follow, Extra...>(
              [self](const room_follow&) { return self->state.room->follow(); }),
          unless_handled<room_notice, Extra...>([](const room_notice&) {}),
          unless_handled<atom::wake, Extra...>([](atom::wake) {
            // Being loaded is all.
          }),
          unless_handled<atom::rest, Extra...>(
              [self](atom::rest) { return self->state.room->now(); }),
          unless_handled<atom::end, Extra...>([self](atom::end) { self->state.room->end(); }),
          unless_handled<atom::hand_over, Extra...>(
              [self](atom::hand_over) -> caf::result<std::monostate> {
                typed_answer_promise<std::monostate> done{*self};
                self->state.room->hand_over(done);
                return done;
              }),
          std::tuple{std::move(extra)...}));
}

} // namespace vestnik::actors
