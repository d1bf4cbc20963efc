// docs/consumers.md quotes programs that are compiled: each block that is marked
// "cpp examples/echo.cpp" stands in that file, line by line.

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>
#include <string>

namespace vestnik::consumers::documentation_tests {

TEST_SUITE_BEGIN("consumers/documentation");

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  REQUIRE_MESSAGE(file.good(), path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace

TEST_CASE("docs/consumers.md quotes programs as they are compiled") {
  const std::string docs = VESTNIK_DOCS;
  std::istringstream page{text_of(docs + "/consumers.md")};
  const std::string mark = "```cpp ";
  int quoted = 0;
  std::string line;
  while (std::getline(page, line)) {
    CHECK_MESSAGE(line != "```cpp", "a block without the name of its file");
    if (!line.starts_with(mark))
      continue;
    const auto file = line.substr(mark.size());
    std::string block;
    while (std::getline(page, line) && line != "```")
      block += line + '\n';
    CAPTURE(file);
    CAPTURE(block);
    CHECK(text_of(docs + "/../" + file).find(block) != std::string::npos);
    ++quoted;
  }
  CHECK(quoted >= 8);
}

TEST_SUITE_END();

} // namespace vestnik::consumers::documentation_tests
