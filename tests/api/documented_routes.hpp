#pragma once

#include "model/http.hpp"
#include "tests/support/wire_samples.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace vestnik::api {

/// A row of the table of docs/wire/http.md.
struct documented_route {
  std::string method;
  std::string path;
  /// `anybody`, `newcomers` or `signed in`.
  std::string open_to;
  /// `–` if it takes none.
  std::string body;
  /// Of the answer when nothing is wrong.
  unsigned status;

  /// The request without credentials; its body is the page's sample.
  [[nodiscard]] model::http_request request() const {
    model::http_request made;
    made.method = method;
    made.path = path;
    if (const auto parameter = path.find('{'); parameter != std::string::npos)
      made.path.replace(parameter, std::string::npos, "98");
    made.remote_address = "192.0.2.7";
    if (body != "–") {
      made.headers.emplace_back("content-type", "application/json");
      made.body = tests::wire_sample_of("http-request " + method + ' ' + path);
    }
    return made;
  }
};

/// All rows, in their order. Throws if there is none, or a row has not four cells.
inline std::vector<documented_route> documented_routes() {
  constexpr std::string_view between = " | ";
  std::ifstream page{VESTNIK_DOCS "/wire/http.md"};
  std::vector<documented_route> rows;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `"))
      continue;
    const auto space = line.find(' ', 3);
    const auto end = line.find('`', 3);
    const auto second = line.find(between) + between.size();
    const auto third = line.find(between, second) + between.size();
    const auto fourth = line.find(between, third) + between.size();
    if (second > third || third > fourth)
      throw std::runtime_error{"four cells are needed: " + line};
    rows.push_back({line.substr(3, space - 3), line.substr(space + 1, end - space - 1),
                    line.substr(second, third - second - between.size()),
                    line.substr(third, fourth - third - between.size()),
                    static_cast<unsigned>(std::stoul(line.substr(fourth, 3)))});
  }
  if (rows.empty())
    throw std::runtime_error{"docs/wire/http.md has no table of routes"};
  return rows;
}

} // namespace vestnik::api
