#include "config/engine/command_line.hpp"

#include "config/engine/option.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::config {

namespace {

std::string similar_option(std::string_view argument) {
  const auto key = argument.substr(2, argument.find('=') - 2);
  const auto nearest = nearest_key(key);
  return nearest ? fmt::format("did you mean --{}?", *nearest) : "--help lists all";
}

/// The arguments as `CLI::App::parse` wants them: the last one first. `--key=` becomes
/// two of them, since CLI11 2.1 takes the next argument for its value.
std::vector<std::string> reversed(int argc, const char* const* argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    const std::string_view argument{argv[i]};
    const auto empty = argument.starts_with("--") && argument.find('=') == argument.size() - 1;
    if (empty)
      arguments.emplace_back();
    arguments.emplace_back(empty ? argument.substr(0, argument.size() - 1) : argument);
  }
  return arguments;
}

/// Only the first argument that nobody took: the next may be its value.
void report_unknown(const std::vector<std::string>& left, reading& into) {
  if (left.empty())
    return;
  const auto& argument = left.front();
  into.problems.push_back(
      argument.starts_with("--")
          ? fmt::format("{} (command line): unknown option; {}", argument, similar_option(argument))
          : fmt::format("{} (command line): options begin with --; --help lists all", argument));
}

/// `what` of CLI11 begins with the option's name.
std::string explain(const CLI::ParseError& failure) {
  const std::string_view text = failure.what();
  const auto flag = text.substr(0, text.find(':'));
  const auto* row = flag.starts_with("--") ? find_option(flag.substr(2)) : nullptr;
  if (row)
    return fmt::format("{} (command line, {}): has no value; give {}", row->key, flag,
                       row->wanted(row->allowed));
  return fmt::format("command line: {}", text);
}

} // namespace

command_line read_command_line(int argc, const char* const* argv) {
  command_line result;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();

  std::string file;
  auto* config = app.add_option("--config", file)->take_last();
  auto* help = app.add_flag("-h{text},--help{text}", result.help_form)->take_last();
  const std::vector<std::pair<CLI::Option*, request>> wishes{
      {help, request::help},
      {app.add_flag("--version"), request::version},
      {app.add_flag("--check-config"), request::check_config},
      {app.add_flag("--print-config"), request::print_config},
  };
  std::vector<CLI::Option*> rows;
  for (const auto& row : options()) {
    const auto flag = row.short_form.empty() ? fmt::format("--{}", row.key)
                                             : fmt::format("--{},--{}", row.key, row.short_form);
    rows.push_back(row.is_switch ? app.add_flag(flag + "{true}") : app.add_option(flag));
    rows.back()->take_last();
  }

  try {
    app.parse(reversed(argc, argv));
  } catch (const CLI::ParseError& failure) {
    result.options.problems.push_back(explain(failure));
    return result;
  }

  for (const auto& [flag, wish] : wishes)
    if (result.wish == request::run && flag->count() > 0)
      result.wish = wish;
  if (config->count() > 0)
    result.file = file;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i]->count() == 0)
      continue;
    const auto& key = options()[i].key;
    result.options.values.push_back({.key = std::string{key},
                                     .items = {{form::untyped, rows[i]->as<std::string>()}},
                                     .from = fmt::format("command line, --{}", key)});
  }
  report_unknown(app.remaining(), result.options);
  return result;
}

} // namespace vestnik::config
