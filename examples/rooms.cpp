// Many rooms on one socket, by the class that comes with the library.
#include "consumers/generic/room_consumer.hpp"
#include "consumers/routing/mount.hpp"
#include "examples/page.hpp"

using namespace vestnik::consumers;

int main() {
  const auto open_rooms = at(stage::subscribe, [](const access_request& request) {
    return !request.subject.starts_with("staff");
  });
  const auto routes = route_table::make({mount<room_consumer>(
      "/rooms/{house}", {.group = "{house}_{room}", .most_rooms = 2, .permission = open_rooms})});
  local_layer layer;
  page ada{"ada", *routes, "/rooms/north", layer};
  page bob{"bob", *routes, "/rooms/north", layer};
  page far{"far", *routes, "/rooms/south", layer};
  for (auto* one : {&ada, &bob, &far})
    one->send(R"({"action":"join","request_id":"1","room":"kitchen"})");
  ada.send(R"({"action":"send","request_id":"2","room":"kitchen","data":{"text":"tea?"}})");
  bob.show();
  far.show();
  bob.send(R"({"action":"join","request_id":"3","room":"staff-only"})");
  bob.send(R"({"action":"send","request_id":"4","room":"cellar","data":1})");
  bob.leave();
  ada.send(R"({"action":"send","request_id":"5","room":"kitchen","data":{"text":"bob?"}})");
}
