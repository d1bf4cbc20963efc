// Mounts of a model behind lines of text, for a client that brings its own transport: `A {…}`
// is a message of the page A, which connects by its first. What pages get is printed alike.

#include "consumers/generic/resource.hpp"
#include "consumers/groups/local_layer.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/routing/multiplexer.hpp"
#include "consumers/testing/communicator.hpp"

#include <iostream>
#include <map>
#include <memory>
#include <string>

using namespace vestnik::consumers;

namespace {

struct person {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::string> address;

  static constexpr std::string_view table = "people";
};
BOOST_DESCRIBE_STRUCT(person, (), (id, name, address))

} // namespace

int main() {
  const auto store = std::make_shared<memory_store>(description_of<person>());
  const auto routes =
      route_table::make({multiplex("/ws", {{"people", stream<live_crud<person>>({store})}})})
          .value();
  local_layer layer;
  std::map<std::string, std::unique_ptr<communicator>> pages;
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto blank = line.find(' ');
    auto& page = pages[line.substr(0, blank)];
    if (!page) {
      page = std::make_unique<communicator>(
          routes, "/ws", vestnik::model::identity{{1}, {1}, "ada", "Ada"}, layer);
      page->connect();
    }
    page->send(std::string_view{line}.substr(blank + 1));
    for (const auto& [name, other] : pages)
      while (const auto message = other->receive())
        std::cout << name << ' ' << *message << std::endl;
  }
}
