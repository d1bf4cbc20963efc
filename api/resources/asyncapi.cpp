#include "api/routes.hpp"

#include <string>

namespace vestnik::api {

void read_asyncapi(exchange call) {
  if (call.asyncapi.empty())
    return call.respond(refusal_response({model::ec::not_found, "there is no description here"}));
  call.respond(json_response(200, {std::string{call.asyncapi}}));
}

} // namespace vestnik::api
