#include "consumers/endpoints/routes.hpp"

#include "consumers/endpoints/chats.hpp"
#include "consumers/endpoints/echo.hpp"
#include "consumers/endpoints/mail.hpp"
#include "consumers/endpoints/people.hpp"
#include "consumers/endpoints/rooms.hpp"
#include "consumers/multiplexer.hpp"

#include <utility>

namespace vestnik::consumers::endpoints {

model::result<route_table> routes(test_echo echo_mount, std::size_t most_rooms) {
  std::vector<mount> mounts{{"/ws", multiplex({
                                        {"rooms", stream_of<rooms>(most_rooms)},
                                        {"chats", stream_of<chats>()},
                                        {"people", stream_of<people>()},
                                        {"mail", stream_of<mail>()},
                                    })}};
  if (echo_mount == test_echo::on)
    mounts.push_back({"/test/echo", factory_of<echo>(), {permission::anonymous}});
  return route_table::make(std::move(mounts));
}

} // namespace vestnik::consumers::endpoints
