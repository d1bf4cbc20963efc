#include "storage/tenancy/tenancy.hpp"

#include "storage/sql/query.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string_view>
#include <system_error>
#include <utility>

namespace vestnik::storage {

namespace {

// The number is Vestnik's; the schema tells apart those that share a database.
constexpr statement take_alone{R"(
  SELECT CASE WHEN pg_try_advisory_lock(7420, hashtext(COALESCE(current_schema(), '')))
              THEN 1 ELSE 0 END)"};
constexpr statement take_shared{R"(
  SELECT CASE WHEN pg_try_advisory_lock_shared(7420, hashtext(COALESCE(current_schema(), '')))
              THEN 1 ELSE 0 END)"};
// Else the server would keep the lock for hours of one whose machine has lost its power.
constexpr statement end_when_silent{R"(
  SELECT set_config('tcp_keepalives_idle', '2', false),
         set_config('tcp_keepalives_interval', '1', false),
         set_config('tcp_keepalives_count', '3', false))"};

constexpr std::chrono::milliseconds look_again{100};

model::error in_use(std::string_view others) {
  return {model::ec::conflict,
          fmt::format("the database is in use: {}. A second server needs a database of its own, "
                      "or both are nodes of one cluster (docs/cluster.md)",
                      others),
          "storage.url"};
}

model::result<bool> try_to_take(database& in, tenants allowed) {
  const auto taken = one<int>(in, allowed == tenants::one ? take_alone : take_shared, {},
                              [](const row& from) { return from.get<int>(0); });
  if (!taken)
    return taken.error();
  return taken->value_or(0) == 1;
}

} // namespace

model::result<std::unique_ptr<tenancy>> tenancy::of_file(connections to,
                                                         const std::filesystem::path& file) {
  auto lock = file;
  lock += ".lock";
  auto taken = file_lock::take(lock);
  if (!taken && taken.error().code == model::ec::conflict)
    return in_use(taken.error().message);
  if (!taken)
    return taken.error();
  std::unique_ptr<tenancy> made{new tenancy{std::move(to)}};
  made->lock_ = std::move(*taken);
  return made;
}

model::result<std::unique_ptr<tenancy>> tenancy::of_server(connections to, tenants allowed,
                                                           std::chrono::milliseconds patience) {
  if (auto set = run(*to.patient, end_when_silent, {}); !set)
    return set.error();
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto taken = try_to_take(*to.patient, allowed);
    if (!taken)
      return taken.error();
    if (*taken)
      return std::unique_ptr<tenancy>{new tenancy{std::move(to)}};
    if (std::chrono::steady_clock::now() >= until)
      return in_use(allowed == tenants::one
                        ? "another server, or nodes of a cluster, are connected to it"
                        : "a server that runs alone is connected to it");
    std::this_thread::sleep_for(look_again);
  }
}

tenancy::~tenancy() {
  {
    const std::lock_guard held{mutex_};
    ended_ = true;
  }
  ends_.notify_all();
  if (notes_.joinable())
    notes_.join();
}

model::result<secret_box> tenancy::open_secrets(const std::filesystem::path& key_file) {
  if (auto fits = check_secrets(*to_.patient, key_file); !fits)
    return fits.error();
  auto opened = secret_box::open(key_file);
  if (!opened)
    return opened.error();
  // Asked again: another node may have started at the same moment.
  if (auto same = table().note_key(opened->key_id()); !same)
    return same.error();
  return opened;
}

model::result<void> tenancy::check_secrets(database& in, const std::filesystem::path& key_file) {
  installation about{in};
  std::error_code ignored;
  if (std::filesystem::exists(key_file, ignored)) {
    const auto opened = secret_box::open(key_file);
    return opened ? about.check_key(opened->key_id()) : model::result<void>{opened.error()};
  }
  const auto noted = about.master_key();
  if (!noted)
    return noted.error();
  if (noted->empty())
    return {};
  return model::error{model::ec::conflict,
                      fmt::format("{} is not there, but the passwords in the database are sealed "
                                  "with the master key {}: restore the key file, or copy it from "
                                  "another node (docs/operating.md)",
                                  key_file.native(), *noted),
                      "secrets.key-file"};
}

model::result<installation::finding> tenancy::begin_use(const std::filesystem::path& key_file,
                                                        std::chrono::milliseconds pause) {
  mark_.emplace(key_file);
  const auto marked = mark_->read();
  const auto begun = table().begin_use(marked);
  if (!begun)
    return begun.error();
  if (begun->found == installation::finding::restored)
    spdlog::warn("the database was used last at {}, but this server used it until {}: a backup was "
                 "restored. All logs have a new id, so that clients read anew",
                 model::to_rfc3339(begun->left), model::to_rfc3339(*marked));
  write_mark(begun->used);
  notes_ = std::thread{[this, pause] { note_use(pause); }};
  return begun->found;
}

void tenancy::note_use(std::chrono::milliseconds pause) {
  for (bool ended = false; !ended;) {
    {
      std::unique_lock held{mutex_};
      ended = ends_.wait_for(held, pause, [this] { return ended_; });
    }
    // A database that is away is missed by others, and what is held up comes the next time.
    if (const auto used = installation{*to_.hurried}.use())
      write_mark(*used);
  }
}

void tenancy::write_mark(model::timestamp at) {
  const auto written = mark_->write(at);
  if (!written && !std::exchange(is_unmarked_, true))
    spdlog::warn("{}; a restored backup will not be found out by itself (docs/operating.md)",
                 written.error().message);
}

} // namespace vestnik::storage
