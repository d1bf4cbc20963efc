#include "storage/open.hpp"

#include "storage/migrations.hpp"
#include "storage/sqlite_database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace vestnik::storage {

namespace {

/// The SQLite file that an address names.
model::result<std::filesystem::path> file_of(std::string_view url) {
  const auto refuse = [url](std::string_view why) {
    return model::error{
        model::ec::invalid,
        fmt::format("{}: {}; allowed are sqlite:///absolute/path and a path", url, why),
        "storage.url"};
  };
  const auto mark = url.find("://");
  if (url.empty())
    return refuse("no database is named");
  if (mark == std::string_view::npos)
    return std::filesystem::path{url};
  const auto scheme = url.substr(0, mark);
  const auto path = url.substr(mark + 3);
  // The rest of such an address may hold a password.
  if (scheme == "postgresql" || scheme == "postgres")
    return model::error{model::ec::invalid,
                        "PostgreSQL is not supported by this build; allowed are "
                        "sqlite:///absolute/path and a path",
                        "storage.url"};
  if (scheme != "sqlite")
    return model::error{model::ec::invalid,
                        fmt::format("{}:// is no known kind of database; allowed are "
                                    "sqlite:///absolute/path and a path",
                                    scheme),
                        "storage.url"};
  if (!path.starts_with('/'))
    return refuse("after sqlite:// comes an absolute path");
  return std::filesystem::path{path};
}

} // namespace

model::result<opened_storage> open_storage(const config::storage_settings& settings) {
  auto file = file_of(settings.url);
  if (!file)
    return file.error();

  auto connection = sqlite_database::open({.file = *file});
  if (!connection)
    return connection.error();
  if (auto done = migrate(**connection); !done)
    return done.error();

  opened_storage opened;
  opened.writer = std::make_unique<writer>(std::move(*connection));
  if (auto done = opened.writer->purge(model::now()); !done)
    return done.error();
  for (unsigned i = 0; i < std::max(1u, settings.readers); ++i) {
    auto reading =
        sqlite_database::open({.file = *file, .mode = sqlite_settings::access::read_only});
    if (!reading)
      return reading.error();
    opened.readers.push_back(std::make_unique<reader>(std::move(*reading)));
  }
  return opened;
}

} // namespace vestnik::storage
