#pragma once

#include "consumers/groups/local_layer.hpp"
#include "consumers/testing/communicator.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

/// A page in a browser, in process: connects, and prints what it sends (>) and gets (<).
class page {
public:
  page(std::string name, const vestnik::consumers::route_table& routes, std::string path,
       vestnik::consumers::channel_layer& layer)
      : name_{std::move(name)}
      , line_{routes, std::move(path), {{1}, {1}, name_, name_}, layer} {
    line_.connect();
  }

  /// Sends a message and prints all that has arrived by then.
  void send(std::string_view message) {
    fmt::print("{} > {}\n", name_, message);
    line_.send(message);
    show();
  }

  void show() {
    while (const auto text = line_.receive())
      fmt::print("{} < {}\n", name_, *text);
  }

  void leave() {
    fmt::print("{} leaves\n", name_);
    line_.disconnect();
  }

private:
  std::string name_;
  vestnik::consumers::communicator line_;
};
