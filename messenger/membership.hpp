#pragma once

#include "model/commands/chat_role.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <optional>
#include <span>

namespace vestnik::messenger {

struct membership {
  model::user_id user;
  model::chat_role role = model::chat_role::member;
  model::timestamp since{};
};

/// Who owns a group when its owner has left: the admin who is there the longest, else the member.
/// Of two who came at the same time the one with the lower id. None: guests alone are left, or
/// nobody, and the group ends. `leaving` may still be among `members`.
[[nodiscard]] std::optional<model::user_id> find_heir(std::span<const membership> members,
                                                      model::user_id leaving);

} // namespace vestnik::messenger
