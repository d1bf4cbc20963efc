#include "storage/mail/mail_account_store.hpp"

#include "storage/mail/folder_numbering.hpp"
#include "storage/people/notice_store.hpp"
#include "storage/rooms/room_store.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr statement insert_account{R"(
  INSERT INTO mail_accounts
    (id, owner_id, address, host, port, security, sign_in_name, sealed_password, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};

constexpr statement upsert_cursor{R"(
  INSERT INTO mail_folders (account_id, folder, uidvalidity, last_uid)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (account_id, folder)
  DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid)"};

constexpr statement select_by_owner{R"(
  SELECT id, owner_id, address, host, port, security, sign_in_name
  FROM mail_accounts WHERE owner_id = $1 AND id > $2
  ORDER BY id
  LIMIT $3)"};

/// Another node may add one for the same person: it waits here for the outcome of this.
constexpr statement lock_owner{"UPDATE users SET id = id WHERE id = $1"};

constexpr statement select_same{
    "SELECT id FROM mail_accounts WHERE owner_id = $1 AND host = $2 AND sign_in_name = $3"};

constexpr statement count_of_owner{"SELECT COUNT(*) FROM mail_accounts WHERE owner_id = $1"};

constexpr statement select_operation{"SELECT op FROM operations WHERE user_id = $1 AND op = $2"};

constexpr statement select_followed{"SELECT id FROM mail_accounts ORDER BY id"};

constexpr statement select_by_id{R"(
  SELECT id, owner_id, address, host, port, security, sign_in_name, sealed_password
  FROM mail_accounts WHERE id = $1)"};

constexpr statement select_cursors{R"(
  SELECT account_id, folder, uidvalidity, last_uid FROM mail_folders
  WHERE account_id = $1
  ORDER BY folder)"};

mail_account to_account(const row& from) {
  return {from.get<model::account_id>(0),
          from.get<model::user_id>(1),
          from.get<std::string>(2),
          {from.get<std::string>(3), from.get<std::uint16_t>(4), from.get<model::mail_security>(5),
           from.get<std::string>(6)}};
}

constexpr statement forget_quarantined{R"(
  DELETE FROM mail_quarantine WHERE account_id = $1 AND folder = $2 AND uidvalidity < $3)"};

/// A row of `mail_folders`.
struct stored_folder {
  folder_cursor cursor;
  folder_numbering numbering = 0;

  friend bool operator==(const stored_folder&, const stored_folder&) = default;
};

folder_cursor to_cursor(const row& from) {
  return {from.get<model::account_id>(0), from.get<std::string>(1),
          uidvalidity_of(from.get<folder_numbering>(2)), from.get<std::uint32_t>(3)};
}

stored_folder to_folder(const row& from) {
  return {to_cursor(from), from.get<folder_numbering>(2)};
}

model::error refusal_of(const folder_advance& step, const folder_cursor& stored) {
  return {model::ec::conflict,
          fmt::format(
              "{} is stored up to UID {} of UIDVALIDITY {}; this goes on behind UID {} of {}",
              stored.folder, stored.last_uid, stored.uidvalidity, step.after, step.to.uidvalidity),
          "cursor"};
}

/// Refuses what its owner cannot have as well.
model::result<void> check(database& in, const create_mail_account& order) {
  if (auto locked = run(in, lock_owner, {order.owner}); !locked)
    return locked;
  const auto same = count(in, select_same, {order.owner, order.server.host, order.server.user});
  if (!same)
    return same.error();
  if (*same > 0)
    return model::error{model::ec::conflict,
                        fmt::format("you have the mailbox of {} at {} already", order.server.user,
                                    order.server.host),
                        "user"};
  const auto all = one<std::uint64_t>(in, count_of_owner, {order.owner},
                                      [](const row& from) { return from.get<std::uint64_t>(0); });
  if (!all)
    return all.error();
  if (all->value_or(0) >= order.most)
    return model::error{model::ec::too_many,
                        fmt::format("at most {} mailboxes per person", order.most)};
  return {};
}

/// The account that an operation has made when it was done first. Errors: `conflict`
/// if it has done something else.
model::result<model::account_id> first_account(room_store& rooms, const operation& repeated) {
  auto first = rooms.find_first({&repeated, 1});
  if (!first)
    return first.error();
  const auto& room = first->front().room;
  if (room.kind != model::room_kind::mailbox)
    return model::error{model::ec::conflict, "this op was used for something else", "op"};
  return model::account_id{room.id};
}

} // namespace

model::result<model::account_id> create_mail_account::apply(database& in) const {
  room_store rooms{in};
  const auto room = model::room_of(id);
  const operation done{owner, op, room, 0, "{}", at};
  // A repetition first: its account is the one that it would be refused for.
  const auto repeated = count(in, select_operation, {owner, op});
  if (!repeated)
    return repeated.error();
  if (*repeated > 0)
    return first_account(rooms, done);
  if (auto allowed = check(in, *this); !allowed)
    return allowed.error();
  if (!op.empty()) {
    auto is_new = rooms.note({&done, 1});
    if (!is_new)
      return is_new.error();
    if (!is_new->front())
      return first_account(rooms, done);
  }
  const auto& [host, port, security, user] = server;
  auto made = run(in, insert_account,
                  {id, owner, address, host, port, security, user, sealed_password, at});
  if (!made)
    return made.error();
  if (auto created = rooms.create(room); !created)
    return created.error();
  if (auto noted = notice_store{in}.note({&owner, 1}, room, at); !noted)
    return noted.error();
  return id;
}

model::result<mail_account_store::outcome>
mail_account_store::advance(std::span<const folder_advance> steps) {
  if (steps.empty())
    return outcome{};
  auto stored =
      all<stored_folder>(database_, select_cursors, {steps.front().to.account}, to_folder);
  if (!stored)
    return stored.error();
  auto moved = *stored;
  for (const auto& step : steps) {
    auto at = std::ranges::find(moved, step.to.folder,
                                [](const stored_folder& each) { return each.cursor.folder; });
    if (at == moved.end())
      at = moved.insert(at, {{step.to.account, step.to.folder, step.to.uidvalidity, 0},
                             folder_numbering{step.to.uidvalidity}});
    auto& cursor = at->cursor;
    const bool is_same = cursor.uidvalidity == step.to.uidvalidity;
    if (step.after > (is_same ? cursor.last_uid : 0))
      return outcome{outcome::fate::refused, refusal_of(step, cursor)};
    if (!is_same)
      at->numbering = renumbered(at->numbering, step.to.uidvalidity);
    cursor.last_uid = std::max(is_same ? cursor.last_uid : 0, step.to.last_uid);
    cursor.uidvalidity = step.to.uidvalidity;
  }
  for (const auto& to : moved) {
    const auto before = std::ranges::find(
        *stored, to.cursor.folder, [](const stored_folder& each) { return each.cursor.folder; });
    if (before != stored->end() && *before == to)
      continue;
    const auto& [account, folder, uidvalidity, last_uid] = to.cursor;
    if (auto done = run(database_, upsert_cursor, {account, folder, to.numbering, last_uid}); !done)
      return done.error();
    if (before != stored->end() && before->numbering != to.numbering)
      if (auto done = run(database_, forget_quarantined, {account, folder, to.numbering}); !done)
        return done.error();
  }
  return outcome{};
}

model::result<std::vector<mail_account>> mail_accounts_of_user::find(database& in) const {
  return all<mail_account>(in, select_by_owner, {owner, after, limit}, to_account);
}

model::result<std::vector<model::account_id>> followed_mail_accounts::find(database& in) const {
  return all<model::account_id>(in, select_followed, {},
                                [](const row& from) { return from.get<model::account_id>(0); });
}

model::result<mail_source> mail_account_by_id::find(database& in) const {
  auto source = one<mail_source>(in, select_by_id, {id}, [](const row& from) {
    return mail_source{to_account(from), from.get<std::string>(7), {}};
  });
  if (!source)
    return source.error();
  if (!*source)
    return model::error{model::ec::not_found, "no such mail account"};
  auto cursors = all<folder_cursor>(in, select_cursors, {id}, to_cursor);
  if (!cursors)
    return cursors.error();
  (*source)->cursors = std::move(*cursors);
  return std::move(**source);
}

} // namespace vestnik::storage
