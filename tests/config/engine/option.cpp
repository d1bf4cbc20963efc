#include "config/engine/option.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <vector>

namespace vestnik::config::option_tests {

TEST_SUITE_BEGIN("config/engine/option");

using namespace vestnik::config;

TEST_CASE("no two options share a key, a variable or a place in the settings") {
  std::set<std::string> variables;
  for (const auto& row : options()) {
    CAPTURE(row.key);
    CHECK(find_option(row.key) == &row);
    CHECK(variables.insert(variable_of(row.key)).second);
  }
}

TEST_CASE("each option changes its own value only") {
  for (const auto& row : options()) {
    CAPTURE(row.key);
    settings changed;
    // One of these is allowed for, and differs from, every default.
    const std::vector<std::string> candidates{"true",
                                              "::1",
                                              "https://a.example",
                                              "fd00::/8",
                                              "trace",
                                              "json",
                                              std::to_string(row.allowed.least),
                                              std::to_string(row.allowed.most),
                                              "2s",
                                              "61s",
                                              "2h",
                                              "folder"};
    const auto taken = std::ranges::any_of(candidates, [&](const std::string& text) {
      return row.read({.items = {{form::untyped, text}}}, row.allowed, changed) &&
             changed != settings{};
    });
    CHECK(taken);
    for (const auto& other : options())
      CHECK((other.write(changed) != other.write(settings{})) == (&other == &row));
  }
}

TEST_CASE("every default is allowed and is read back as it was written") {
  for (const auto& row : options()) {
    CAPTURE(row.key);
    auto text = row.write(settings{});
    std::erase_if(text, [](char c) { return c == '"' || c == '[' || c == ']'; });
    settings again;
    CHECK(row.read({.items = {{form::untyped, text}}}, row.allowed, again));
    CHECK(again == settings{});
  }
}

TEST_CASE("every option says what it does, in sentences") {
  for (const auto& row : options()) {
    CAPTURE(row.key);
    CHECK(row.help.ends_with('.'));
    CHECK(row.help.find('|') == std::string_view::npos);
    CHECK_FALSE(row.wanted(row.allowed).empty());
  }
}

TEST_CASE("the sections of the table are not torn apart") {
  std::vector<std::string_view> sections;
  for (const auto& row : options())
    if (sections.empty() || sections.back() != section_of(row))
      sections.push_back(section_of(row));
  CHECK(std::set(sections.begin(), sections.end()).size() == sections.size());
}

TEST_CASE("the names of an option follow from its key") {
  const auto& row = *find_option("net.max-message");
  CHECK(section_of(row) == "net");
  CHECK(name_of(row) == "max-message");
  CHECK(variable_of(row.key) == "VESTNIK_NET_MAX_MESSAGE");
}

TEST_CASE("a misspelt key leads to the nearest one, a strange one to none") {
  CHECK(nearest_key("net.prot") == "net.port");
  CHECK(nearest_key("net.max_message") == "net.max-message");
  CHECK(nearest_key("nett.address") == "net.address");
  CHECK(nearest_key("accounts.argon-memory") == "accounts.argon2-memory");
  CHECK_FALSE(nearest_key("colour"));
  CHECK(find_option("net.prot") == nullptr);
  CHECK(find_option("net") == nullptr);
}

TEST_SUITE_END();

} // namespace vestnik::config::option_tests
