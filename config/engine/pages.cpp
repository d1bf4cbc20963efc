#include "config/engine/pages.hpp"

#include "config/engine/option.hpp"

#include <fmt/format.h>

#include <string_view>

namespace vestnik::config {

namespace {

std::string default_of(const option& row) {
  if (!row.derived_default.empty())
    return fmt::format("\"{}\"", row.derived_default);
  return row.write(settings{});
}

std::string when_empty(const option& row) {
  return row.derived_default.empty() ? "" : fmt::format("; empty: {}", row.derived_default);
}

std::string capitalised(std::string text) {
  if (text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string allowed_by(const option& row) { return capitalised(row.wanted(row.allowed)); }

/// Calls `on_section(name)` and `on_option(row)` in the order of the table.
template <class OnSection, class OnOption>
void for_each_section(OnSection on_section, OnOption on_option) {
  std::string_view section;
  for (const auto& row : options()) {
    if (section_of(row) != section)
      on_section(section = section_of(row));
    on_option(row);
  }
}

constexpr auto usage = R"(vestnikd: chats and mailboxes as live rooms

Usage: vestnikd [--config FILE] [--section.key value]...

  --config FILE    read settings from a TOML file (VESTNIK_CONFIG does the same)
  --check-config   say what is wrong with the settings and what they name (certificates,
                   web root, database, key; ports are not tried), or nothing, and end
  --print-config   print the settings and where each comes from, and end
  --version        print the version and end
  -h, --help       print this page and end (--help=toml: vestnik.toml.example,
                   --help=markdown: docs/configuration.md)

Settings come from the command line (--net.port 8443), then the environment
(VESTNIK_NET_PORT=8443), then the file ([net] port = 8443), then the defaults.
)";

constexpr auto introduction = R"(# Configuration

Made from the table in `config/options.cpp` by `vestnikd --help=markdown`; edit that, not this page.

Settings come from the command line (`--net.port 8443`), then the environment (`VESTNIK_NET_PORT=8443`), then a TOML file
(`--config FILE` or `VESTNIK_CONFIG`), then the defaults: the first that has a value counts. On the command line and in the
environment a list is written with commas. Relative paths start at the working directory. An unknown key or a value that is
not allowed is an error, a variable of an unknown name only a warning; `--check-config` reports them without starting, and opens
the files and the database that are named; `--print-config` shows what counts and why.
The reasons of the defaults stand in `config/defaults.hpp`.
)";

constexpr auto example_head =
    R"(# Settings of vestnikd, each with its default. Remove the # before what you change, and start
# with --config FILE. Made by `vestnikd --help=toml`; docs/configuration.md says more.
)";

} // namespace

std::string help_page() {
  std::string page = usage;
  for_each_section([&](auto section) { page += fmt::format("\n[{}]\n", section); },
                   [&](const option& row) {
                     page += fmt::format("  --{} (default {})\n      {}\n      {}.\n", row.key,
                                         default_of(row), row.help, allowed_by(row));
                   });
  return page;
}

std::string example_page() {
  std::string page = example_head;
  for_each_section([&](auto section) { page += fmt::format("\n[{}]\n", section); },
                   [&](const option& row) {
                     page += fmt::format("# {} {}{}.\n#{} = {}\n", row.help, allowed_by(row),
                                         when_empty(row), name_of(row), row.write(settings{}));
                   });
  return page;
}

std::string reference_page() {
  std::string page = introduction;
  const auto on_section = [&](auto section) {
    page += fmt::format("\n## {}\n\n| key | default | meaning | allowed |\n|---|---|---|---|\n",
                        section);
  };
  for_each_section(on_section, [&](const option& row) {
    page += fmt::format("| `{}` | `{}` | {} | {} |\n", row.key, default_of(row), row.help,
                        row.wanted(row.allowed));
  });
  return page;
}

std::string settings_page(const assembly& built) {
  std::string page;
  const auto on_section = [&](auto section) {
    page += fmt::format("{}[{}]\n", page.empty() ? "" : "\n", section);
  };
  for_each_section(on_section, [&](const option& row) {
    const auto written = row.write(built.values());
    const auto shown = row.hide ? row.hide(written) : written;
    page += fmt::format("{}{} = {} # {}{}\n", shown == written ? "" : "# ", name_of(row), shown,
                        built.origin_of(row.key), shown == written ? "" : "; password hidden");
  });
  return page;
}

} // namespace vestnik::config
