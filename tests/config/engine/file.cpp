#include "config/engine/file.hpp"

#include <doctest/doctest.h>
#include <filesystem>

namespace vestnik::config::file_tests {

TEST_SUITE_BEGIN("config/engine/file");

using namespace vestnik::config;

namespace {

std::string only_problem(std::string_view text) {
  const auto read = read_toml(text, "v.toml");
  REQUIRE(read.problems.size() == 1);
  return read.problems.front();
}

} // namespace

TEST_CASE("values come with their line and the form in which they are written") {
  const auto read = read_toml("[net]\nport = 81\ntest-echo = true\n\n[mail]\n"
                              "extra-ca = \"ca.pem\"\nallow-ports = [1143, \"x\"]\n",
                              "v.toml");
  CHECK(read.problems.empty());
  REQUIRE(read.values.size() == 4);
  const auto& list = read.values[0];
  CHECK(list.key == "mail.allow-ports");
  CHECK(list.count == arity::list);
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[0].shape == form::number);
  CHECK(list.items[1].shape == form::text);
  CHECK(list.from == "v.toml, line 7");
  CHECK(read.values[1].items[0].shape == form::text);
  CHECK(read.values[2].key == "net.port");
  CHECK(read.values[2].items[0].shape == form::number);
  CHECK(read.values[2].from == "v.toml, line 2");
  CHECK(read.values[3].items[0].shape == form::boolean);
}

TEST_CASE("dotted keys mean the same as sections") {
  const auto read = read_toml("net.port = 81", "v.toml");
  REQUIRE(read.values.size() == 1);
  CHECK(read.values[0].key == "net.port");
}

TEST_CASE("values of types that no option has are kept as they were written") {
  const auto read =
      read_toml("net.port = 1.5\nnet.web-root = 2026-11-20\nnet.address = {a = 1}", "v.toml");
  REQUIRE(read.values.size() == 3);
  for (const auto& value : read.values)
    CHECK(value.items[0].shape == form::other);
  CHECK(to_text(read.values[0]) == "{ a = 1 }");
  CHECK(to_text(read.values[1]) == "1.5");
  CHECK(to_text(read.values[2]) == "2026-11-20");
}

TEST_CASE("unknown keys and sections are problems") {
  CHECK(only_problem("\n[net]\nprot = 1") ==
        "net.prot (v.toml, line 3): unknown key; did you mean net.port?");
  CHECK(only_problem("[colour]\nred = 1") ==
        "colour.red (v.toml, line 2): unknown key; vestnik.toml.example lists all");
  CHECK(only_problem("net = 5").starts_with("net (v.toml, line 1): unknown key"));
  CHECK(only_problem("[nothing]").starts_with("nothing (v.toml, line 1): unknown key"));
}

TEST_CASE("text that is not TOML is a problem with its line") {
  CHECK(only_problem("[net]\nport = = 1").starts_with("v.toml, line 2: "));
  CHECK(only_problem("[net]\nport = 1\nport = 2").starts_with("v.toml, line 3: "));
}

TEST_CASE("a file that cannot be read is a problem") {
  const auto absent = std::filesystem::path{VESTNIK_TEST_DATA} / "absent.toml";
  CHECK(read_file(absent).problems ==
        std::vector{absent.string() + ": cannot be read: No such file or directory"});
  CHECK(read_file(VESTNIK_TEST_DATA).problems ==
        std::vector<std::string>{VESTNIK_TEST_DATA ": cannot be read: Is a directory"});
}

TEST_SUITE_END();

} // namespace vestnik::config::file_tests
