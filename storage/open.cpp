#include "storage/open.hpp"

#include "config/engine/syntax.hpp"
#include "storage/drivers/postgres_database.hpp"
#include "storage/drivers/sqlite_database.hpp"
#include "storage/objects/object_schema.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/schema/patience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace vestnik::storage {

namespace {

/// What a connection is for.
enum class purpose { migrating, restoring, writing, reading, agreeing };

using connector = std::function<model::result<std::unique_ptr<database>>(purpose)>;

constexpr std::string_view allowed =
    "allowed are postgresql://user@host/database, sqlite:///absolute/path and a path";

/// The SQLite file that an address names.
model::result<std::filesystem::path> file_of(std::string_view url) {
  const auto refuse = [url](std::string_view why) {
    return model::error{model::ec::invalid, fmt::format("{}: {}; {}", url, why, allowed),
                        "storage.url"};
  };
  const auto mark = url.find("://");
  if (url.empty())
    return refuse("no database is named");
  // Such a string may hold a password, which would come to stand in a folder as a file's name.
  const auto is_path = url.starts_with('/') || url.starts_with('.');
  if (mark == std::string_view::npos && !is_path && url.find('=') != std::string_view::npos)
    return model::error{
        model::ec::invalid,
        fmt::format("a name with = looks like libpq's key=value; {} (a file of such "
                    "a name is ./NAME)",
                    allowed),
        "storage.url"};
  if (mark == std::string_view::npos)
    return std::filesystem::path{url};
  const auto scheme = url.substr(0, mark);
  const auto path = url.substr(mark + 3);
  // The rest of such an address may hold a password.
  if (scheme != "sqlite")
    return model::error{model::ec::invalid,
                        fmt::format("{}:// is no known kind of database; {}", scheme, allowed),
                        "storage.url"};
  if (!path.starts_with('/'))
    return refuse("after sqlite:// comes an absolute path");
  return std::filesystem::path{path};
}

template <class Driver, class Settings>
model::result<std::unique_ptr<database>> connect_by(Settings settings) {
  auto made = Driver::open(std::move(settings));
  if (!made)
    return made.error();
  return std::unique_ptr<database>{std::move(*made)};
}

model::result<connector> connector_to(const std::string& url) {
  if (config::is_postgres_url(url))
    return connector{[url](purpose chosen) {
      using access = postgres_settings::access;
      postgres_settings settings{
          .url = url, .mode = chosen == purpose::reading ? access::read_only : access::read_write};
      // A step of the schema may have to rewrite a table, but all others wait behind one that
      // waits.
      if (chosen == purpose::migrating || chosen == purpose::restoring)
        settings.statement_timeout = {};
      if (chosen == purpose::migrating)
        settings.lock_timeout = schema_lock_timeout;
      if (chosen == purpose::restoring)
        settings.lock_timeout = {};
      // All writes of the node wait behind one that waits for a lock.
      if (chosen == purpose::writing) {
        settings.lock_timeout = std::chrono::seconds{1};
        settings.brief_lock_timeout = std::chrono::milliseconds{50};
      }
      // Leases run out meanwhile, others wait for the locks, or the end of the process does.
      if (chosen == purpose::agreeing)
        settings.statement_timeout = settings.standstill_timeout = std::chrono::seconds{1};
      return connect_by<postgres_database>(std::move(settings));
    }};
  auto file = file_of(url);
  if (!file)
    return file.error();
  return connector{[file = std::move(*file)](purpose chosen) {
    using access = sqlite_settings::access;
    return connect_by<sqlite_database>(sqlite_settings{
        .file = file, .mode = chosen == purpose::reading ? access::read_only : access::read_write});
  }};
}

} // namespace

model::result<std::unique_ptr<tenancy>> open_tenancy(const config::storage_settings& settings,
                                                     tenants expected) {
  const auto connect = connector_to(settings.url);
  if (!connect)
    return connect.error();
  // A restored database has a row of each room renewed.
  auto patient = (*connect)(purpose::restoring);
  if (!patient)
    return patient.error();
  auto hurried = (*connect)(purpose::agreeing);
  if (!hurried)
    return hurried.error();
  tenancy::connections both{std::move(*patient), std::move(*hurried)};
  if (config::is_postgres_url(settings.url))
    return tenancy::of_server(std::move(both), expected);
  return tenancy::of_file(std::move(both), file_of(settings.url).value());
}

model::result<opened_storage>
open_storage(const config::storage_settings& settings,
             const std::vector<const model::table_description*>& models) {
  const auto connect = connector_to(settings.url);
  if (!connect)
    return connect.error();
  opened_storage opened;
  {
    auto migrating = (*connect)(purpose::migrating);
    if (!migrating)
      return migrating.error();
    if (auto done = migrate(**migrating); !done)
      return done.error();
    auto made = make_collections(**migrating, models);
    if (!made)
      return made.error();
    opened.collections = std::move(*made);
  }

  auto writing = (*connect)(purpose::writing);
  if (!writing)
    return writing.error();
  opened.writer = std::make_unique<writer>(std::move(*writing), retention_of(settings));
  for (unsigned i = 0; i < std::max(1u, settings.readers); ++i) {
    auto reading = (*connect)(purpose::reading);
    if (!reading)
      return reading.error();
    opened.readers.push_back(std::make_unique<reader>(std::move(*reading)));
  }
  return opened;
}

model::result<void> check_storage(const config::storage_settings& settings,
                                  const std::filesystem::path& key_file) {
  const auto connect = connector_to(settings.url);
  if (!connect)
    return connect.error();
  std::error_code ignored;
  if (!config::is_postgres_url(settings.url)) {
    const auto file = file_of(settings.url).value();
    const auto folder = file.has_parent_path() ? file.parent_path() : ".";
    // The start makes its own folder, and no other.
    if (!std::filesystem::exists(file, ignored) && folder != settings.data_dir &&
        !std::filesystem::is_directory(folder, ignored))
      return model::error{model::ec::unavailable,
                          fmt::format("there is no folder {}", folder.native()), "storage.url"};
    if (!std::filesystem::exists(file, ignored))
      return {};
  }
  const auto connection = (*connect)(purpose::reading);
  if (!connection)
    return connection.error();
  const auto version = check_version(**connection);
  if (!version)
    return version.error();
  // An older one knows nothing of keys yet.
  if (*version == migrations().back().version)
    return tenancy::check_secrets(**connection, key_file);
  return {};
}

namespace {

/// A connection to a database that a server of this version has used.
model::result<std::unique_ptr<database>> connect_beside(const config::storage_settings& settings,
                                                        purpose chosen) {
  const auto connect = connector_to(settings.url);
  if (!connect)
    return connect.error();
  std::error_code ignored;
  if (!config::is_postgres_url(settings.url))
    if (const auto file = file_of(settings.url).value(); !std::filesystem::exists(file, ignored))
      return model::error{model::ec::conflict, fmt::format("there is no file {}", file.native()),
                          "storage.url"};
  auto connection = (*connect)(chosen);
  if (!connection)
    return connection.error();
  const auto version = check_version(**connection);
  if (!version)
    return version.error();
  if (const auto ours = migrations().back().version; *version != ours)
    return model::error{model::ec::conflict,
                        fmt::format("the database has schema version {}, this program knows {}: "
                                    "start a server of this version first",
                                    *version, ours),
                        "storage.url"};
  return connection;
}

} // namespace

model::result<opened_census> open_census(const config::storage_settings& settings) {
  auto connection = connect_beside(settings, purpose::reading);
  if (!connection)
    return connection.error();
  const auto used_at = installation{**connection}.used_at();
  if (!used_at)
    return used_at.error();
  auto& in = **connection;
  return opened_census{std::move(*connection), census{in}, *used_at};
}

model::result<opened_people_desk> open_people_desk(const config::storage_settings& settings) {
  auto connection = connect_beside(settings, purpose::writing);
  if (!connection)
    return connection.error();
  auto& in = **connection;
  return opened_people_desk{std::move(*connection), people_desk{in}};
}

writer::retention retention_of(const config::storage_settings& settings) {
  return {.log = settings.log_retention, .personal_log = settings.personal_log_retention};
}

model::result<opened_node_table> open_node_table(const config::storage_settings& settings) {
  const auto connect = connector_to(settings.url);
  if (!connect)
    return connect.error();
  auto connection = (*connect)(purpose::agreeing);
  if (!connection)
    return connection.error();
  opened_node_table opened{std::move(*connection), nullptr};
  opened.table = std::make_unique<node_table>(
      *opened.connection, [](database& in) { return in.now(); }, node_table_settings{});
  return opened;
}

} // namespace vestnik::storage
