#include "messenger/roles.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::messenger {

namespace {

using model::chat_kind;
using model::chat_role;

/// In a group: the lowest role that may. Those that a chat decides itself are not here.
struct group_right {
  right wanted;
  chat_role lowest;
};
constexpr std::array group_rights{
    group_right{right::read, chat_role::guest},
    group_right{right::remove_members, chat_role::admin},
    group_right{right::change_chat, chat_role::admin},
    group_right{right::pin_messages, chat_role::admin},
    group_right{right::delete_messages_of_others, chat_role::admin},
    group_right{right::manage_links, chat_role::admin},
    group_right{right::change_roles, chat_role::owner},
    group_right{right::delete_chat, chat_role::owner},
    group_right{right::leave, chat_role::guest},
};

bool is_group(chat_kind kind) noexcept {
  return kind == chat_kind::group || kind == chat_kind::open_group;
}

/// In a chat that is no group all are equal.
bool may_without_group(right wanted) noexcept {
  return wanted == right::read || wanted == right::write || wanted == right::pin_messages;
}

/// The lowest role that may; none if nobody may.
std::optional<chat_role> lowest(const chat_rules& rules, right wanted) noexcept {
  if (!is_group(rules.kind))
    return may_without_group(wanted) ? std::optional{chat_role::guest} : std::nullopt;
  if (wanted == right::write)
    return rules.writers;
  if (wanted == right::add_members)
    return rules.inviters;
  for (const auto& each : group_rights)
    if (each.wanted == wanted)
      return each.lowest;
  return std::nullopt;
}

std::string_view roles_from(chat_role lowest) noexcept {
  switch (lowest) {
  case chat_role::owner:
    return "only the owner";
  case chat_role::admin:
    return "only the owner and the admins";
  case chat_role::member:
    return "everybody but guests";
  case chat_role::guest:
    break;
  }
  return "everybody";
}

std::string_view kind_name(chat_kind kind) noexcept {
  return kind == chat_kind::saved ? "what is one's own" : "a dialog";
}

} // namespace

bool may(const chat_rules& rules, chat_role role, right wanted) noexcept {
  const auto least = lowest(rules, wanted);
  return least && role <= *least;
}

model::result<void> check(const chat_rules& rules, chat_role role, right wanted) {
  const auto least = lowest(rules, wanted);
  if (!least)
    return model::error{model::ec::forbidden,
                        fmt::format("nobody may do this in {}", kind_name(rules.kind))};
  if (role > *least)
    return model::error{model::ec::forbidden,
                        fmt::format("{} may do this here", roles_from(*least))};
  return {};
}

model::result<void> check_removal(const chat_rules& rules, chat_role actor, chat_role target) {
  if (auto allowed = check(rules, actor, right::remove_members); !allowed)
    return allowed;
  if (actor >= target)
    return model::error{model::ec::forbidden, "nobody removes the owner, and the owner alone "
                                              "removes admins"};
  return {};
}

model::result<void> check_promotion(const chat_rules& rules, chat_role actor, chat_role target,
                                    chat_role to) {
  if (auto allowed = check(rules, actor, right::change_roles); !allowed)
    return allowed;
  if (target == chat_role::guest || to == chat_role::guest)
    return model::error{model::ec::invalid,
                        "a guest has no other role, and nobody else is made one", "role"};
  if (target == chat_role::owner)
    return model::error{model::ec::invalid,
                        "the owner stays it until another one is made the owner", "role"};
  return {};
}

} // namespace vestnik::messenger
