#include "storage/tenancy/installation.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace vestnik::storage {

namespace {

constexpr statement select_key{"SELECT master_key FROM installation"};
constexpr statement put_key{
    "UPDATE installation SET master_key = $1 WHERE master_key IN ('', $1) RETURNING master_key"};
constexpr statement drop_key{"UPDATE installation SET master_key = ''"};
constexpr statement select_used{"SELECT used_at FROM installation"};
constexpr statement lock_used{"UPDATE installation SET used_at = used_at RETURNING used_at"};
constexpr statement put_used{R"(
  UPDATE installation SET used_at = CASE WHEN used_at < $1 THEN $1 ELSE used_at + 1 END
  RETURNING used_at)"};
constexpr statement give_logs_an_id{"UPDATE rooms SET log = $1"};

constexpr std::size_t log_id_bytes = 8;

model::result<model::timestamp> time(database& in, statement sql, parameters values) {
  auto found = one<model::timestamp>(in, sql, values,
                                     [](const row& from) { return from.get<model::timestamp>(0); });
  if (!found)
    return found.error();
  return found->value_or(model::timestamp{});
}

} // namespace

model::result<std::string> installation::master_key() {
  auto found = one<std::string>(database_, select_key, {},
                                [](const row& from) { return from.get<std::string>(0); });
  if (!found)
    return found.error();
  return found->value_or("");
}

model::result<void> installation::note_key(std::string_view id) {
  const auto noted = count(database_, put_key, {id});
  if (!noted)
    return noted.error();
  return *noted > 0 ? model::result<void>{} : check_key(id);
}

model::result<void> installation::check_key(std::string_view id) {
  const auto other = master_key();
  if (!other)
    return other.error();
  if (other->empty() || *other == id)
    return {};
  return model::error{model::ec::conflict,
                      fmt::format("the passwords in the database are sealed with the master key "
                                  "{}, but this one is {}: restore the key file, or copy it from "
                                  "another node (docs/operating.md)",
                                  *other, id),
                      "secrets.key-file"};
}

model::result<void> installation::forget_key() { return run(database_, drop_key, {}); }

model::result<model::timestamp> installation::used_at() { return time(database_, select_used, {}); }

model::result<model::timestamp> installation::use() {
  const auto now = database_.now();
  if (!now)
    return now.error();
  return time(database_, put_used, {*now});
}

model::result<model::timestamp> installation::renew_logs() {
  const auto begun = begin_use(model::timestamp::max());
  if (!begun)
    return begun.error();
  return begun->used;
}

model::result<installation::beginning>
installation::begin_use(std::optional<model::timestamp> marked) {
  const auto now = database_.now();
  if (!now)
    return now.error();
  transaction unit{database_};
  if (auto begun = unit.begin(); !begun)
    return begun.error();
  const auto left = time(database_, lock_used, {});
  if (!left)
    return left.error();
  const auto found = marked && *left < *marked ? finding::restored : finding::as_left;
  // One id serves all: clients compare it with the one that they had for the same room.
  if (found == finding::restored)
    if (auto renewed = run(database_, give_logs_an_id, {to_hex(random_bytes(log_id_bytes))});
        !renewed)
      return renewed.error();
  const auto used = time(database_, put_used, {*now});
  if (!used)
    return used.error();
  if (auto done = unit.commit(); !done)
    return done.error();
  return beginning{found, *left, *used};
}

} // namespace vestnik::storage
