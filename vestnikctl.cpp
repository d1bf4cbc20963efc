#include "net/nodes/node_certificates.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What an operator does beside a running server.

namespace {

constexpr std::string_view usage =
    R"(vestnikctl ca FOLDER [NAME…]

Makes in FOLDER what the nodes of one cluster show each other: a private authority (ca.pem,
ca.key) unless it is there, and for each node's NAME a certificate (NAME.pem, NAME.key). No file
is overwritten. A node needs ca.pem and its own two files; ca.key belongs on none of them.
)";

} // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2 || arguments[0] != "ca") {
    fmt::print(stderr, "{}", usage);
    return 2;
  }
  const auto made =
      vestnik::net::make_node_certificates(arguments[1], std::span{arguments}.subspan(2));
  if (!made) {
    fmt::print(stderr, "vestnikctl: {}\n", made.error().message);
    return 1;
  }
  return 0;
}
