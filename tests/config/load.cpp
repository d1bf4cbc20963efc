#include "config/load.hpp"

#include "config/version.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <vector>

#include <stdlib.h>

namespace vestnik::config::load_tests {

TEST_SUITE_BEGIN("config/load");

using namespace vestnik::config;

namespace {

/// A folder of its own with `vestnik.toml` in it.
class file_on_disk {
public:
  explicit file_on_disk(std::string_view text) {
    auto pattern = (std::filesystem::temp_directory_path() / "vestnik-config-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    std::ofstream{path()} << text;
  }
  ~file_on_disk() { std::filesystem::remove_all(folder_); }
  file_on_disk(const file_on_disk&) = delete;
  file_on_disk& operator=(const file_on_disk&) = delete;

  [[nodiscard]] std::string path() const { return folder_ / "vestnik.toml"; }

private:
  std::filesystem::path folder_;
};

outcome load(std::vector<std::string> arguments, environment variables = {}) {
  variables.emplace("HOME", "/srv/alice");
  std::vector<const char*> argv{"vestnikd"};
  for (const auto& argument : arguments)
    argv.push_back(argument.c_str());
  return vestnik::config::load(static_cast<int>(argv.size()), argv.data(), variables);
}

} // namespace

TEST_CASE("the program runs with the defaults when there are no arguments") {
  const auto result = load({});
  CHECK(result.next == outcome::kind::run);
  CHECK(result.exit_code == 0);
  CHECK(result.text.empty());
  settings expected;
  expected.storage.data_dir = "/srv/alice/.local/share/vestnik";
  expected.storage.url = expected.storage.data_dir + "/vestnik.db";
  expected.secrets.key_file = expected.storage.data_dir + "/master.key";
  CHECK(result.values == expected);
}

TEST_CASE("command line, environment, file and defaults count in this order") {
  const file_on_disk file{"[net]\nport = 1\nmax-header-lines = 11\noutbox-frames = 21\n"};
  const environment variables{{"VESTNIK_NET_PORT", "2"}, {"VESTNIK_NET_MAX_HEADER_LINES", "12"}};
  const auto result = load({"--config", file.path(), "--net.port", "3"}, variables);
  REQUIRE(result.next == outcome::kind::run);
  CHECK(result.values.net.port == 3);
  CHECK(result.values.net.max_header_lines == 12);
  CHECK(result.values.net.outbox_frames == 21);
  CHECK(result.values.net.address == defaults::net::address);
}

TEST_CASE("the file is named by the environment unless the command line names one") {
  const file_on_disk named{"net.port = 1"};
  const file_on_disk other{"net.port = 2"};
  const environment variables{{"VESTNIK_CONFIG", named.path()}};
  CHECK(load({}, variables).values.net.port == 1);
  CHECK(load({"--config", other.path()}, variables).values.net.port == 2);
}

TEST_CASE("all mistakes are reported at once, with a code that forbids a restart") {
  const file_on_disk file{"[net]\nprot = 1\nport = 1.5\n"};
  const auto result =
      load({"--config", file.path(), "--log.level", "loud"}, {{"VESTNIK_NET_MAX_BODY", "much"}});
  CHECK(result.next == outcome::kind::error);
  CHECK(result.exit_code == bad_configuration);
  CHECK(
      result.text ==
      "vestnikd: net.prot (" + file.path() +
          ", line 2): unknown key; did you mean net.port?\n"
          "vestnikd: net.port = 1.5 (" +
          file.path() +
          ", line 3): not allowed; give a whole number from 0 to 65535\n"
          "vestnikd: net.max-body = much (environment, VESTNIK_NET_MAX_BODY): not allowed; give a "
          "size (B, KiB, MiB, GiB) from 1KiB to 64MiB\n"
          "vestnikd: log.level = loud (command line, --log.level): not allowed; give one of trace, "
          "debug, info, warning, error\n");
}

TEST_CASE("what is not used is told and ends nothing") {
  const environment variables{{"VESTNIK_SERVICE_HOST", "10.96.0.12"}};
  const auto result = load({}, variables);
  CHECK(result.next == outcome::kind::run);
  CHECK(result.warnings ==
        std::vector<std::string>{"VESTNIK_SERVICE_HOST (environment): unknown variable, not used"});
  CHECK(load({"--net.port", "none"}, variables).warnings == result.warnings);
  CHECK(load({}).warnings.empty());
}

TEST_CASE("a missing file is an error") {
  const auto result = load({"--config", "/absent/vestnik.toml"});
  CHECK(result.next == outcome::kind::error);
  CHECK(result.text ==
        "vestnikd: /absent/vestnik.toml: cannot be read: No such file or directory\n");
}

TEST_CASE("help and version are printed even when settings are wrong") {
  const environment wrong{{"VESTNIK_NET_PORT", "none"}};
  const auto help = load({"--help"}, wrong);
  CHECK(help.next == outcome::kind::print_and_exit);
  CHECK(help.exit_code == 0);
  CHECK(help.text.starts_with("vestnikd: chats and mailboxes as live rooms\n"));
  CHECK(load({"--help=toml"}).text.starts_with("# Settings of vestnikd"));
  CHECK(load({"--help=markdown"}).text.starts_with("# Configuration\n"));
  CHECK(load({"--version"}, wrong).text == "vestnikd " + std::string{version()} + "\n");
}

TEST_CASE("a form of help that does not exist is an error") {
  const auto result = load({"--help=html"});
  CHECK(result.next == outcome::kind::error);
  CHECK(result.text == "vestnikd: --help=html: not allowed; give text, toml or markdown\n");
}

TEST_CASE("a check is silent about good settings and tells what is wrong with others") {
  const auto good = load({"--check-config"});
  CHECK(good.next == outcome::kind::check);
  CHECK(good.values == load({}).values);
  CHECK(good.exit_code == 0);
  CHECK(good.text.empty());
  CHECK(load({"--check-config", "--net.port", "none"}).next == outcome::kind::error);
}

TEST_CASE("printed settings come back the same through a file") {
  const auto printed =
      load({"--print-config", "--net.port", "81", "--mail.allow-ports", "1143,1993"});
  REQUIRE(printed.next == outcome::kind::print_and_exit);
  const file_on_disk file{printed.text};
  const auto again = load({"--config", file.path()}, {{"HOME", "/srv/boris"}});
  CHECK(again.next == outcome::kind::run);
  CHECK(again.values == load({"--net.port", "81", "--mail.allow-ports", "1143,1993"}).values);
}

TEST_SUITE_END();

} // namespace vestnik::config::load_tests
