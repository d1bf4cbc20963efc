#include "actors/messenger/chat_roster.hpp"

#include "messenger/membership.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace vestnik::actors {

void chat_roster::assign(storage::members_of_chat::membership known) { known_ = std::move(known); }

messenger::chat_rules chat_roster::rules() const noexcept {
  return {known_.facts.kind, known_.facts.writers, known_.facts.inviters};
}

const storage::chat_member* chat_roster::find(model::user_id user) const noexcept {
  const auto found =
      std::ranges::lower_bound(known_.members, user, {}, &storage::chat_member::user);
  return found != known_.members.end() && found->user == user ? &*found : nullptr;
}

storage::chat_member* chat_roster::member(model::user_id user) noexcept {
  const auto* found = find(user);
  return found == nullptr
             ? nullptr
             : &known_.members[static_cast<std::size_t>(found - known_.members.data())];
}

std::vector<model::user_id> chat_roster::find_all(std::span<const std::string> logins,
                                                  model::user_id author) const {
  std::vector<model::user_id> found;
  if (logins.empty())
    return found;
  for (const auto& each : known_.members)
    if (each.user != author && std::ranges::find(logins, each.login) != logins.end())
      found.push_back(each.user);
  return found;
}

model::user_id chat_roster::heir_of(model::user_id leaving) const {
  const auto* owner = find(leaving);
  if (owner == nullptr || owner->role != model::chat_role::owner)
    return {};
  std::vector<messenger::membership> all;
  for (const auto& each : known_.members)
    all.push_back({each.user, each.role, each.joined_at});
  return messenger::find_heir(all, leaving).value_or(model::user_id{});
}

void chat_roster::mark_read(model::user_id user, std::uint64_t seq) {
  if (auto* reader = member(user))
    reader->read_seq = std::max(reader->read_seq, seq);
}

void chat_roster::add(std::vector<storage::chat_member> members) {
  for (auto& each : members)
    if (find(each.user) == nullptr) {
      known_.members.push_back(std::move(each));
      std::ranges::sort(known_.members, {}, &storage::chat_member::user);
    }
}

void chat_roster::apply(const storage::remove_member& change) {
  std::erase_if(known_.members, [&](const auto& each) { return each.user == change.user; });
  if (auto* heir = member(change.heir))
    heir->role = model::chat_role::owner;
}

void chat_roster::apply(const storage::change_role& change) {
  if (auto* one = member(change.user))
    one->role = change.to;
  if (auto* former = member(change.former_owner))
    former->role = model::chat_role::admin;
}

void chat_roster::apply(const storage::change_facts& change) { known_.facts = change.to; }

} // namespace vestnik::actors
