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

model::result<route_table> routes(test_echo echo_mount, std::size_t most_rooms) {
  std::vector<mount_point> mounts{multiplex("/ws", {
                                                       {"rooms", stream<rooms>({most_rooms})},
                                                       {"chats", stream<chats>()},
                                                       {"people", stream<people>()},
                                                       {"mail", stream<mail>()},
                                                   })};
  mounts.push_back(mount<message_pages>("/ws/getMessages/{chat:id}/"));
  mounts.push_back(mount<mail_download>("/email/download/{account:id}/"));
  if (echo_mount == test_echo::on)
    mounts.push_back(mount<echo>("/test/echo"));
  return route_table::make(std::move(mounts));
}

} // namespace vestnik::consumers::endpoints
