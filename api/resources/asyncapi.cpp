#include "api/resources/asyncapi.hpp"

#include <string>

namespace vestnik::api {

void read_asyncapi(exchange asked) {
  if (asked.asyncapi.empty())
    return asked.respond(refusal_response({model::ec::not_found, "there is no description here"}));
  asked.respond(json_response(200, {std::string{asked.asyncapi}}));
}

} // namespace vestnik::api
