#include "config/engine/pages.hpp"

#include "config/engine/file.hpp"
#include "config/engine/option.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <sstream>

namespace vestnik::config::pages_tests {

TEST_SUITE_BEGIN("config/engine/pages");

using namespace vestnik::config;

namespace {

const environment alice{{"HOME", "/srv/alice"}};

std::string file_of_the_tree(const std::string& path) {
  std::ifstream file{VESTNIK_TEST_DATA "/../../" + path};
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Takes the `#` away from settings; explanations begin with `# `.
std::string without_comments(const std::string& toml) {
  std::istringstream lines{toml};
  std::string result;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("# "))
      result += line.substr(line.starts_with('#') ? 1 : 0) + '\n';
  return result;
}

assembly built_from(std::string_view toml) {
  assembly built;
  built.apply(read_toml(toml, "v.toml"));
  built.complete(alice);
  return built;
}

} // namespace

TEST_CASE("help names every option with its default and what is allowed") {
  const auto page = help_page();
  for (const auto& row : options()) {
    CAPTURE(row.key);
    const auto entry = page.find("--" + std::string{row.key} + " (default ");
    REQUIRE(entry != std::string::npos);
    CHECK(page.find(row.help, entry) != std::string::npos);
  }
  CHECK(
      page.find("--net.port (default 8080)\n      Port to listen on; 0 takes a free one, which is "
                "printed.\n      A whole number from 0 to 65535.\n") != std::string::npos);
}

TEST_CASE("the pages in the tree are those of the table") {
  // After a change of the table: vestnikd --help=toml > vestnik.toml.example and
  // vestnikd --help=markdown > docs/configuration.md.
  CHECK(file_of_the_tree("vestnik.toml.example") == example_page());
  CHECK(file_of_the_tree("docs/configuration.md") == reference_page());
}

TEST_CASE("the example lists every option, and uncommented it changes nothing") {
  const auto uncommented = without_comments(file_of_the_tree("vestnik.toml.example"));
  const auto listed = read_toml(uncommented, "vestnik.toml.example");
  CHECK(listed.values.size() == options().size());
  const auto built = built_from(uncommented);
  CHECK(built.problems().empty());
  CHECK(built.values() == built_from("").values());
}

TEST_CASE("the example loads as it is shipped, and says nothing then") {
  const auto built = built_from(file_of_the_tree("vestnik.toml.example"));
  CHECK(built.problems() == std::vector<std::string>{});
  CHECK(built.values() == built_from("").values());
}

TEST_CASE("the example loads with any one # removed") {
  const auto shipped = file_of_the_tree("vestnik.toml.example");
  std::size_t removed = 0;
  for (std::size_t line = 0; line != std::string::npos; line = shipped.find('\n', line + 1)) {
    const auto mark = shipped.find_first_not_of('\n', line);
    if (mark == std::string::npos || shipped[mark] != '#' || shipped[mark + 1] == ' ')
      continue;
    auto text = shipped;
    text.erase(mark, 1);
    CAPTURE(text.substr(mark, text.find('\n', mark) - mark));
    CHECK(built_from(text).problems() == std::vector<std::string>{});
    ++removed;
  }
  CHECK(removed == options().size());
}

TEST_CASE("printed settings say where each value comes from") {
  const auto page = settings_page(built_from("\nnet.port = 81"));
  CHECK(page.starts_with("[net]\naddress = \"127.0.0.1\" # default\nport = 81 # v.toml, line 2\n"));
  CHECK(page.find("url = \"/srv/alice/.local/share/vestnik/vestnik.db\" # default\n") !=
        std::string::npos);
}

TEST_CASE("printed settings are a file that means the same") {
  const auto built = built_from(
      "net.port = 81\nnet.allowed-origins = [\"https://a.example\"]\nlog.level = \"trace\"\n"
      "mail.allow-ports = [1143, 1993]\nmail.extra-ca = 'C:\\a \"b\"'\n"
      "accounts.session-lifetime = \"36h\"\nnet.max-body = 1025\nnet.test-echo = true");
  REQUIRE(built.problems().empty());
  const auto again = built_from(settings_page(built));
  CHECK(again.problems().empty());
  CHECK(again.values() == built.values());
}

TEST_CASE("printed settings hide passwords") {
  const auto page = settings_page(built_from("storage.url = \"postgres://me:sesame@db/v\""));
  CHECK(page.find("sesame") == std::string::npos);
  CHECK(page.find("# url = \"postgres://me:***@db/v\" # v.toml, line 1; password hidden\n") !=
        std::string::npos);
}

TEST_SUITE_END();

} // namespace vestnik::config::pages_tests
