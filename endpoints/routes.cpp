#include "endpoints/routes.hpp"

#include "consumers/routing/multiplexer.hpp"
#include "endpoints/command_stream.hpp"
#include "endpoints/echo.hpp"
#include "endpoints/mail_download.hpp"
#include "endpoints/message_pages.hpp"
#include "endpoints/rooms.hpp"
#include "model/http.hpp"

#include <optional>
#include <utility>

namespace vestnik::endpoints {

using namespace consumers;

namespace {

/// A page that was opened by somebody else than the cookie belongs to by now is kept out:
/// what is written in it would be stored as that person's.
access_rule as_expected() {
  return access_rule{[](const access_request& wanted) -> judgement {
    const auto expected = model::query_value(wanted.facts.query, "as");
    if (wanted.at != stage::connect || expected.empty() ||
        expected == model::to_string(wanted.facts.identity.user))
      return std::nullopt;
    return model::result<void>{model::error{
        model::ec::session_ended, "the session belongs to somebody else than the page", "as"}};
  }};
}

} // namespace

std::vector<mount_point> mounts(test_echo echo_mount, std::size_t most_rooms) {
  std::vector<mount_point> made{multiplex("/ws",
                                          {
                                              {"rooms", stream<rooms>({most_rooms})},
                                              {"chats", stream<command_stream>({"chats"})},
                                              {"people", stream<command_stream>({"people"})},
                                              {"mail", stream<command_stream>({"mail"})},
                                          },
                                          {signed_in() && as_expected()})};
  made.push_back(mount<message_pages>("/ws/getMessages/{chat:id}/"));
  made.push_back(mount<mail_download>("/email/download/{account:id}/"));
  if (echo_mount == test_echo::on)
    made.push_back(mount<echo>("/test/echo"));
  return made;
}

model::result<route_table> routes(test_echo echo_mount, std::size_t most_rooms) {
  return route_table::make(mounts(echo_mount, most_rooms));
}

} // namespace vestnik::endpoints
