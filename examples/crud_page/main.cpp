// A server of one's own: a model that is stored, with live subscriptions, for the page beside
// this file. `example_crud_page --net.web-root examples/crud_page --storage.data-dir data`
#include "consumers/generic/resource.hpp"
#include "service.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using namespace vestnik::consumers;

struct task {
  std::int64_t id = 0;
  std::string text;
  bool done = false;

  [[nodiscard]] std::optional<vestnik::model::error> problem() const {
    if (text.empty())
      return vestnik::model::error{vestnik::model::ec::invalid, "a task has a text", "text"};
    return std::nullopt;
  }

  static constexpr std::string_view table = "tasks";
};
BOOST_DESCRIBE_STRUCT(task, (), (id, text, done))

int main(int argc, char** argv) {
  return vestnik::run_service(
      argc, argv,
      {mount<live_crud<task>>("/tasks", {.store = stored_objects{}, .permission = anonymous()})});
}
