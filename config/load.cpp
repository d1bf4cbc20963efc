#include "config/load.hpp"

#include "config/engine/assembly.hpp"
#include "config/engine/command_line.hpp"
#include "config/engine/file.hpp"
#include "config/engine/pages.hpp"
#include "config/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>
#include <vector>

namespace vestnik::config {

namespace {

outcome refuse(const std::vector<std::string>& problems) {
  return {.next = outcome::kind::error,
          .text = fmt::format("vestnikd: {}\n", fmt::join(problems, "\nvestnikd: ")),
          .exit_code = bad_configuration};
}

outcome print(std::string text) {
  return {.next = outcome::kind::print_and_exit, .text = std::move(text)};
}

outcome help(const std::string& form) {
  if (form == "text")
    return print(help_page());
  if (form == "toml")
    return print(example_page());
  if (form == "markdown")
    return print(reference_page());
  return refuse({fmt::format("--help={}: not allowed; give text, toml or markdown", form)});
}

} // namespace

outcome load(int argc, const char* const* argv, const environment& variables) {
  const auto arguments = read_command_line(argc, argv);
  if (arguments.wish == request::help)
    return help(arguments.help_form);
  if (arguments.wish == request::version)
    return print("vestnikd " + std::string{version()} + "\n");

  assembly built;
  if (const auto path = arguments.file ? arguments.file : value_of(variables, "VESTNIK_CONFIG"))
    built.apply(read_file(*path));
  built.apply(read_environment(variables));
  built.apply(arguments.options);
  built.complete(variables);
  auto result = [&]() -> outcome {
    if (!built.problems().empty())
      return refuse(built.problems());
    if (arguments.wish == request::check_config)
      return {.next = outcome::kind::check, .values = built.values()};
    if (arguments.wish == request::print_config)
      return print(settings_page(built));
    return {.next = outcome::kind::run, .values = built.values()};
  }();
  result.warnings = built.warnings();
  return result;
}

} // namespace vestnik::config
