#pragma once

#include "messenger/roles.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/chat_members.hpp"
#include "storage/requests/chats.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vestnik::actors {

/// Who is in a chat and what it is, as its owner keeps it in memory. A change is made here when it
/// is asked for, so that what is asked next is judged by it; one that the storage then refuses is
/// mended by `assign`, with what the storage has.
class chat_roster {
public:
  chat_roster() = default;
  explicit chat_roster(storage::members_of_chat::membership known) { assign(std::move(known)); }

  void assign(storage::members_of_chat::membership known);

  [[nodiscard]] const storage::chat_facts& facts() const noexcept { return known_.facts; }
  [[nodiscard]] messenger::chat_rules rules() const noexcept;
  [[nodiscard]] std::span<const storage::chat_member> members() const noexcept {
    return known_.members;
  }

  /// Null for who is no member. Until the next change.
  [[nodiscard]] const storage::chat_member* find(model::user_id user) const noexcept;

  /// Those of the logins that are members, the author left out.
  [[nodiscard]] std::vector<model::user_id> find_all(std::span<const std::string> logins,
                                                     model::user_id author) const;

  /// Who owns the group when `leaving` has left; zero: it has another owner, or no heir.
  [[nodiscard]] model::user_id heir_of(model::user_id leaving) const;

  void mark_read(model::user_id user, std::uint64_t seq);
  void add(std::vector<storage::chat_member> members);
  void apply(const storage::remove_member& change);
  void apply(const storage::change_role& change);
  void apply(const storage::change_facts& change);

private:
  [[nodiscard]] storage::chat_member* member(model::user_id user) noexcept;

  /// The members in the order of their ids.
  storage::members_of_chat::membership known_;
};

} // namespace vestnik::actors
