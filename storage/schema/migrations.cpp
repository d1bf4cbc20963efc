#include "storage/schema/migrations.hpp"

#include "model/values/clock.hpp"
#include "storage/schema/patience.hpp"
#include "storage/schema/steps/001_people_chats_mail.hpp"
#include "storage/schema/steps/002_trimmed_logs.hpp"
#include "storage/schema/steps/003_models.hpp"
#include "storage/schema/steps/004_nodes.hpp"
#include "storage/schema/steps/005_rooms_of_nodes.hpp"
#include "storage/schema/steps/006_notices.hpp"
#include "storage/schema/steps/007_object_keys.hpp"
#include "storage/schema/steps/008_installation.hpp"
#include "storage/schema/steps/009_cut_mails.hpp"
#include "storage/schema/steps/010_same_mails.hpp"
#include "storage/schema/steps/011_groups.hpp"
#include "storage/schema/steps/012_sessions_told_apart.hpp"
#include "storage/schema/steps/013_rounds_of_purging.hpp"
#include "storage/schema/steps/014_threads.hpp"
#include "storage/sql/query.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>

namespace vestnik::storage {

namespace {

constexpr statement make_version_table{R"(
  CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL))"};
constexpr statement newest_version{
    "SELECT version, name FROM schema_version ORDER BY version DESC LIMIT 1"};
constexpr statement add_version{
    "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)"};

constexpr migration steps_so_far[]{
    steps::people_chats_mail, steps::trimmed_logs, steps::models,      steps::nodes,
    steps::rooms_of_nodes,    steps::notices,      steps::object_keys, steps::installation,
    steps::cut_mails,         steps::same_mails,   steps::groups,      steps::sessions_told_apart,
    steps::rounds_of_purging, steps::threads};

struct last_step {
  int version = 0;
  std::string name;
};

model::result<last_step> newest_of(database& in) {
  auto last = one<last_step>(in, newest_version, {}, [](const row& from) {
    return last_step{from.get<int>(0), from.get<std::string>(1)};
  });
  if (!last)
    return last.error();
  return last->value_or(last_step{});
}

/// Only where it is missing: who may not change the schema can use one that is complete.
model::result<void> make_table(database& in) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto locked = unit.lock_schema(); !locked)
    return locked;
  if (auto made = run(in, make_version_table, {}); !made)
    return made;
  return unit.commit();
}

model::result<void> apply(database& in, const migration& step) {
  transaction unit{in};
  if (auto begun = unit.begin(); !begun)
    return begun;
  if (auto locked = unit.lock_schema(); !locked)
    return locked;
  // Asked again inside: another process may have started at the same moment.
  auto newest = newest_of(in);
  if (!newest)
    return newest.error();
  if (newest->version >= step.version)
    return {};
  for (const auto& change : step.statements)
    if (auto done = run(in, change, {}); !done)
      return model::error{done.error().code,
                          fmt::format("migration {} ({}) failed: {}", step.version, step.name,
                                      done.error().message)};
  if (auto noted = run(in, add_version, {step.version, step.name, model::now()}); !noted)
    return noted;
  return unit.commit();
}

model::result<void> check(const last_step& newest, std::span<const migration> steps) {
  const int known = steps.empty() ? 0 : steps.back().version;
  if (newest.version <= known)
    return {};
  return model::error{
      model::ec::conflict,
      fmt::format("the database has schema version {} ({}), but this program knows versions up "
                  "to {}: start a newer vestnikd, or restore a backup made before the upgrade",
                  newest.version, newest.name, known)};
}

} // namespace

std::span<const migration> migrations() noexcept { return steps_so_far; }

model::result<void> migrate(database& in, std::span<const migration> steps) {
  auto newest = newest_of(in);
  if (!newest) {
    if (auto made = insist_on("the table of the schema's version", [&] { return make_table(in); });
        !made)
      return made;
    newest = newest_of(in);
  }
  if (!newest)
    return newest.error();
  if (auto known = check(*newest, steps); !known)
    return known;
  for (const auto& step : steps) {
    if (step.version <= newest->version)
      continue;
    const auto title = fmt::format("step {} ({}) of the schema", step.version, step.name);
    if (newest->version > 0)
      spdlog::info("{} is to be made by this server", title);
    if (auto done = insist_on(title, [&] { return apply(in, step); }); !done)
      return done;
    if (newest->version > 0)
      spdlog::info("{} is made", title);
  }
  return {};
}

model::result<int> check_version(database& in, std::span<const migration> steps) {
  const auto newest = newest_of(in);
  // Without the table it is a fresh one.
  if (!newest)
    return 0;
  if (auto known = check(*newest, steps); !known)
    return known.error();
  return newest->version;
}

} // namespace vestnik::storage
