#include "api/routes.hpp"

#include <fmt/format.h>

namespace vestnik::api {

void read_me(exchange call) {
  call.respond(
      json_response(200, {fmt::format(R"({{"user":{}}})", encode_user(call.caller).text)}));
}

} // namespace vestnik::api
