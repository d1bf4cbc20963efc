#include "actors/messenger/chat.hpp"
#include "actors/rooms/write_answer.hpp"
#include "actors/runtime/ask.hpp"
#include "actors/runtime/error.hpp"
#include "model/values/clock.hpp"

#include <caf/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

// Who is in a chat, and what it is: the half of `chat` that changes its roster.

namespace vestnik::actors {

using messenger::right;

void chat_state::change(storage::log_entry entry, std::vector<model::user_id> concerned,
                        promise_type promise) {
  ++changes_under_way_;
  const auto settled = [this](roster_state state) {
    --changes_under_way_;
    if (state == roster_state::doubtful)
      roster_is_ = state;
    mend_roster();
  };
  room->append(
      {{std::move(entry)}, {}},
      [this, promise, settled, concerned = std::move(concerned)](
          std::span<const storage::append::outcome> outcomes) mutable {
        const auto& outcome = outcomes.front();
        promise.deliver(to_answer(outcome));
        // What they are told stands in the notices; this only makes it soon.
        if (outcome.kind == storage::append::fate::appended)
          for (const auto user : concerned)
            self->send(directory,
                       room_notice{model::room_of(user), room_notice::chat_opened{id()}});
        settled(outcome.kind == storage::append::fate::appended ? roster_state::right
                                                                : roster_state::doubtful);
      },
      [promise, settled](const caf::error& why) mutable {
        promise.deliver(why);
        settled(roster_state::doubtful);
      });
}

void chat_state::read_roster() {
  ask_first(
      *self, room->database().reader_for(id().value), storage::members_of_chat{id()},
      [this](const storage::members_of_chat::membership& known) { roster.assign(known); },
      [this](const caf::error& why) { room->fail(why); });
}

void chat_state::mend_roster() {
  if (roster_is_ == roster_state::right || changes_under_way_ > 0 || room->failure())
    return;
  roster_is_ = roster_state::right;
  ask_first(
      *self, room->database().reader_for(id().value), storage::members_of_chat{id()},
      [this](const storage::members_of_chat::membership& known) {
        const auto before = std::exchange(roster, chat_roster{known});
        for (const auto user : std::exchange(readers_in_doubt_, {})) {
          const auto* former = before.find(user);
          const auto* member = roster.find(user);
          if (former != nullptr && member != nullptr && former->read_seq < member->read_seq)
            tell_mark(*member);
        }
      },
      [this](const caf::error& why) {
        // Nobody is judged by a roster that may be wrong.
        room->fail(why);
      });
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::add_members& body) {
  if (const auto allowed = check(command.caller, right::add_members); !allowed)
    return refuse(command, allowed.error());
  if (roster.members().size() + body.users.size() > limits.members)
    return refuse(command,
                  {model::ec::too_many,
                   fmt::format("a group has at most {} members", limits.members), "users"});
  promise_type promise{*self};
  ask_first(
      *self, room->database().reader_for(id().value), storage::people_by_ids{body.users},
      [this, promise, command, wanted = body.users](std::vector<storage::person> people) mutable {
        if (people.size() != wanted.size())
          return refuse(command, {model::ec::not_found, "no such person", "users"}, promise);
        std::erase_if(people, [this](const auto& each) { return roster.find(each.id) != nullptr; });
        const entry_origin from{command.caller, command.op, model::now()};
        storage::add_members added{wanted, model::chat_role::member, from.at};
        if (!people.empty()) {
          added.people.clear();
          std::vector<storage::chat_member> members;
          for (const auto& each : people) {
            added.people.push_back(each.id);
            members.push_back({each.id, room->log().head(), added.role, from.at, each.login});
          }
          roster.add(std::move(members));
        }
        auto concerned = added.people;
        change(entry_of(from, std::move(added), people, next_id()), std::move(concerned), promise);
      },
      passing_to(promise));
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::remove_member& body) {
  const auto* target = roster.find(body.user);
  if (target == nullptr)
    return refuse(command, {model::ec::not_found, "they are no member of this chat", "user"});
  if (body.user == command.caller)
    return refuse(command, {model::ec::invalid, "one leaves a chat by leave", "user"});
  const auto allowed =
      messenger::check_removal(roster.rules(), roster.find(command.caller)->role, target->role);
  if (!allowed)
    return refuse(command, allowed.error());
  return remove(command, body.user);
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::leave_chat&) {
  if (const auto allowed = check(command.caller, right::leave); !allowed)
    return refuse(command, allowed.error());
  return remove(command, command.caller);
}

chat_state::answer_type chat_state::remove(const model::command& command, model::user_id person) {
  promise_type promise{*self};
  ask_first(
      *self, room->database().reader_for(id().value), storage::people_by_ids{{person}},
      [this, promise, command, person](const std::vector<storage::person>& people) mutable {
        const entry_origin from{command.caller, command.op, model::now()};
        const storage::remove_member removed{person, roster.heir_of(person), from.at};
        const auto gone = people.empty() ? storage::person{person, {}, {}} : people.front();
        roster.apply(removed);
        change(entry_of(from, removed, gone, next_id()), {person}, promise);
      },
      passing_to(promise));
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::change_role& body) {
  const auto* target = roster.find(body.user);
  if (target == nullptr)
    return refuse(command, {model::ec::not_found, "they are no member of this chat", "user"});
  const auto allowed = messenger::check_promotion(roster.rules(), roster.find(command.caller)->role,
                                                  target->role, body.role);
  if (!allowed)
    return refuse(command, allowed.error());
  const storage::change_role changed{body.user, body.role,
                                     body.role == model::chat_role::owner ? command.caller
                                                                          : model::user_id{}};
  promise_type promise{*self};
  roster.apply(changed);
  change(entry_of(entry_origin{command.caller, command.op, model::now()}, changed), {}, promise);
  return promise;
}

chat_state::answer_type chat_state::answer(const model::command& command,
                                           const model::change_chat& body) {
  if (const auto allowed = check(command.caller, right::change_chat); !allowed)
    return refuse(command, allowed.error());
  const auto before = roster.facts();
  storage::change_facts changed{before};
  changed.to.title = body.title.value_or(before.title);
  changed.to.about = body.about.value_or(before.about);
  changed.to.writers = body.writers.value_or(before.writers);
  changed.to.inviters = body.inviters.value_or(before.inviters);
  promise_type promise{*self};
  roster.apply(changed);
  change(
      entry_of(entry_origin{command.caller, command.op, model::now()}, changed, before, next_id()),
      {}, promise);
  return promise;
}

} // namespace vestnik::actors
