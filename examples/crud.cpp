// A model over the wire: two pages see each other's changes as they are committed.
#include "consumers/generic/resource.hpp"
#include "consumers/models/memory_store.hpp"
#include "consumers/routing/mount.hpp"
#include "examples/page.hpp"

#include <array>

using namespace vestnik::consumers;

struct task {
  std::int64_t id = 0;
  std::string text;
  bool done = false;
  std::string owner;

  static constexpr std::string_view table = "tasks";
  static constexpr std::array<std::string_view, 1> read_only{"owner"};
};
BOOST_DESCRIBE_STRUCT(task, (), (id, text, done, owner))

/// Everybody may read; only the owner may change.
access_rule owner_changes() {
  return access_rule{[](const access_request& request) -> judgement {
    if (request.at != stage::object || (request.action != "patch" && request.action != "delete"))
      return std::nullopt;
    if (static_cast<const task*>(request.object)->owner == request.facts.identity.login)
      return vestnik::model::result<void>{};
    return vestnik::model::result<void>{
        vestnik::model::error{vestnik::model::ec::forbidden, "this is somebody else's task"}};
  }};
}

int main() {
  const auto store = std::make_shared<memory_store>(description_of<task>());
  const auto sign = [](const scope& facts, task& made) { made.owner = facts.identity.login; };
  const auto routes = route_table::make({
      mount<live_crud<task>>(
          "/tasks", {.store = store, .permission = signed_in() && owner_changes(), .fill = sign}),
      mount<read_only<task>>(
          "/titles", {.store = store, .fields = {"text"}, .pages = {paging::style::pages, 2}}),
  });
  local_layer layer;
  page ada{"ada", *routes, "/tasks", layer};
  page bob{"bob", *routes, "/tasks", layer};
  bob.send(R"({"action":"subscribe","request_id":"s1","filter":{"done":false}})");
  bob.send(R"({"action":"subscribe_instance","request_id":"s2","pk":1})");
  ada.send(R"({"action":"create","request_id":"1","data":{"text":"write docs","done":false}})");
  bob.show();
  ada.send(R"({"action":"patch","request_id":"2","pk":1,"data":{"done":true}})");
  bob.show();
  bob.send(R"({"action":"patch","request_id":"3","pk":1,"data":{"text":"mine"}})");
  ada.send(
      R"({"action":"create","request_id":"4","data":{"text":"x","done":false,"owner":"eve"}})");
  ada.send(R"({"action":"delete","request_id":"5","pk":1})");
  bob.show();

  memory_store::transaction import{*store};
  for (const auto* text : {"one", "two", "three"})
    if (!import.insert(to_row(task{0, text, true, "ada"})))
      return 1;
  import.commit();
  page{"cyd", *routes, "/titles", layer}.send(
      R"({"action":"list","request_id":"6","page":"last"})");
}
