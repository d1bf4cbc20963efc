#include "config/engine/command_line.hpp"

#include <doctest/doctest.h>
#include <vector>

namespace vestnik::config::command_line_tests {

TEST_SUITE_BEGIN("config/engine/command_line");

using namespace vestnik::config;

namespace {

command_line read(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "vestnikd");
  return read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::string only_problem(std::vector<const char*> arguments) {
  const auto line = read(std::move(arguments));
  REQUIRE(line.options.problems.size() == 1);
  return line.options.problems.front();
}

} // namespace

TEST_CASE("an empty command line is nothing but the wish to run") {
  const auto line = read({});
  CHECK(line.wish == request::run);
  CHECK_FALSE(line.file);
  CHECK(line.options.values.empty());
  CHECK(line.options.problems.empty());
}

TEST_CASE("a value follows its option or an equals sign") {
  for (const auto& arguments : {std::vector{"--net.port", "81"}, std::vector{"--net.port=81"}}) {
    const auto line = read(arguments);
    REQUIRE(line.options.values.size() == 1);
    CHECK(line.options.values[0].key == "net.port");
    CHECK(to_text(line.options.values[0]) == "81");
    CHECK(line.options.values[0].from == "command line, --net.port");
    CHECK(line.options.problems.empty());
  }
}

TEST_CASE("the last of repeated options counts") {
  const auto line =
      read({"--net.port", "81", "--config", "a", "--net.port", "82", "--config", "b"});
  REQUIRE(line.options.values.size() == 1);
  CHECK(to_text(line.options.values[0]) == "82");
  CHECK(line.file == "b");
}

TEST_CASE("the short form of an option is the option") {
  for (const auto& arguments : {std::vector{"--storage", "a.db"}, std::vector{"--storage=a.db"},
                                std::vector{"--storage.url", "b.db", "--storage", "a.db"},
                                std::vector{"--storage", "b.db", "--storage.url", "a.db"}}) {
    const auto line = read(arguments);
    REQUIRE(line.options.values.size() == 1);
    CHECK(line.options.values[0].key == "storage.url");
    CHECK(to_text(line.options.values[0]) == "a.db");
    CHECK(line.options.problems.empty());
  }
  CHECK(only_problem({"--storage"}).starts_with("storage.url (command line"));
}

TEST_CASE("an empty value is a value") {
  const auto line = read({"--mail.extra-ca", "", "--net.certificate="});
  REQUIRE(line.options.values.size() == 2);
  CHECK(to_text(line.options.values[0]) == "");
  CHECK(to_text(line.options.values[1]) == "");
}

TEST_CASE("a switch needs no value and takes none from the next argument") {
  const auto line = read({"--net.test-echo", "--net.port", "81"});
  REQUIRE(line.options.values.size() == 2);
  CHECK(to_text(line.options.values[1]) == "true");
  CHECK(to_text(read({"--net.test-echo=false"}).options.values.at(0)) == "false");
}

TEST_CASE("the program's own flags say what it should do") {
  CHECK(read({"--version"}).wish == request::version);
  CHECK(read({"--check-config"}).wish == request::check_config);
  CHECK(read({"--print-config"}).wish == request::print_config);
  CHECK(read({"--print-config", "--help"}).wish == request::help);
  CHECK(read({"-h"}).help_form == "text");
  CHECK(read({"--help"}).help_form == "text");
  CHECK(read({"--help=toml"}).help_form == "toml");
}

TEST_CASE("an unknown option is a problem") {
  CHECK(only_problem({"--net.prot", "81"}) ==
        "--net.prot (command line): unknown option; did you mean --net.port?");
  CHECK(only_problem({"--net.prot=81"}) ==
        "--net.prot=81 (command line): unknown option; did you mean --net.port?");
  CHECK(only_problem({"--colour"}) == "--colour (command line): unknown option; --help lists all");
  CHECK(only_problem({"81"}) == "81 (command line): options begin with --; --help lists all");
}

TEST_CASE("an option without its value is a problem that says what is allowed") {
  CHECK(only_problem({"--net.port"}) == "net.port (command line, --net.port): has no value; give a "
                                        "whole number from 0 to 65535");
  CHECK(only_problem({"--config"}).starts_with("command line: --config"));
}

TEST_SUITE_END();

} // namespace vestnik::config::command_line_tests
