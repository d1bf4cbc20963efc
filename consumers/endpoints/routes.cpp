#include "consumers/endpoints/routes.hpp"

#include "consumers/endpoints/chats.hpp"
#include "consumers/endpoints/echo.hpp"
#include "consumers/endpoints/mail.hpp"
#include "consumers/endpoints/mail_download.hpp"
#include "consumers/endpoints/message_pages.hpp"
#include "consumers/endpoints/people.hpp"
#include "consumers/endpoints/rooms.hpp"
#include "consumers/multiplexer.hpp"

#include <utility>

namespace vestnik::consumers::endpoints {

std::vector<mount_point> mounts(test_echo echo_mount, std::size_t most_rooms) {
  std::vector<mount_point> made{multiplex("/ws", {
                                                     {"rooms", stream<rooms>({most_rooms})},
                                                     {"chats", stream<chats>()},
                                                     {"people", stream<people>()},
                                                     {"mail", stream<mail>()},
                                                 })};
  made.push_back(mount<message_pages>("/ws/getMessages/{chat:id}/"));
  made.push_back(mount<mail_download>("/email/download/{account:id}/"));
  if (echo_mount == test_echo::on)
    made.push_back(mount<echo>("/test/echo"));
  return made;
}

model::result<route_table> routes(test_echo echo_mount, std::size_t most_rooms) {
  return route_table::make(mounts(echo_mount, most_rooms));
}

} // namespace vestnik::consumers::endpoints
