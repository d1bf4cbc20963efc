#include "messenger/membership.hpp"

#include <tuple>

namespace vestnik::messenger {

std::optional<model::user_id> find_heir(std::span<const membership> members,
                                        model::user_id leaving) {
  const auto rank = [](const membership& each) {
    return std::tuple{each.role, each.since, each.user};
  };
  const membership* heir = nullptr;
  for (const auto& each : members)
    if (each.user != leaving && each.role != model::chat_role::guest &&
        (heir == nullptr || rank(each) < rank(*heir)))
      heir = &each;
  return heir == nullptr ? std::nullopt : std::optional{heir->user};
}

} // namespace vestnik::messenger
