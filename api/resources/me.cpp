#include "api/resources/me.hpp"

#include <fmt/format.h>

namespace vestnik::api {

void read_me(exchange asked) {
  asked.respond(json_response(200, {fmt::format(R"({{"user":{}}})", encode_user(asked.who).text)}));
}

} // namespace vestnik::api
