#pragma once

#include "model/commands/chat_role.hpp"
#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/chats.hpp"
#include "storage/requests/message_changes.hpp"
#include "storage/requests/people.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace vestnik::storage {

class database;

struct chat_member {
  model::user_id user;
  /// How far they have read.
  std::uint64_t read_seq = 0;
  model::chat_role role = model::chat_role::member;
  model::timestamp joined_at{};
  std::string login = {};
  /// When `read_seq` was reached; 1970: with a message of their own, or never.
  model::timestamp read_at{};
};

/// Errors: `not_found` when the chat does not exist.
struct members_of_chat {
  struct membership {
    chat_facts facts;
    /// In the order of their ids.
    std::vector<chat_member> members;
  };
  using result_type = membership;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
};

/// A page of the people of a chat, in the order of their ids.
struct people_of_chat {
  struct participant {
    person user;
    model::chat_role role = model::chat_role::member;
    model::timestamp joined_at{};
    std::uint64_t read_seq = 0;
    model::timestamp read_at{};
  };
  using result_type = std::vector<participant>;
  [[nodiscard]] model::result<result_type> find(database& in) const;

  model::chat_id chat;
  /// Only those above; zero: from the first.
  model::user_id after{};
  std::uint32_t limit = 50;
};

// -- what an entry of a chat changes, in its transaction, beside `message_change` -------------

/// Those who are members already are left out; each new one is noted to be told. Known: nobody is
/// new.
struct add_members {
  std::vector<model::user_id> people;
  model::chat_role role = model::chat_role::member;
  model::timestamp at{};
};

/// The one who goes is noted to be told. Known: they are no member.
struct remove_member {
  model::user_id user;
  /// Who owns the group from now on; zero: as before.
  model::user_id heir{};
  model::timestamp at{};
};

struct change_role {
  model::user_id user;
  model::chat_role to = model::chat_role::member;
  /// Who gives the ownership to the user, and is an admin from now on; zero: nobody.
  model::user_id former_owner{};
};

struct change_facts {
  chat_facts to;
};

using membership_change = std::variant<add_members, remove_member, change_role, change_facts>;

/// The row of an entry of `user:ID`: what a chat is for that person. Known: it is so already, or
/// they are no member.
struct chat_settings_row {
  model::chat_id chat;
  chat_settings to;
};

/// The rows of an entry that changes a chat.
struct chat_change_row {
  std::variant<message_change, membership_change> change;
  /// Empty or one: what the room itself says of it.
  std::vector<message_row> line = {};
};

} // namespace vestnik::storage
