#include "api/routes.hpp"

namespace vestnik::api {

void read_health(exchange call) {
  switch (call.state) {
  case readiness::starting:
    return call.respond(json_response(503, {R"({"status":"starting"})"}));
  case readiness::ready:
    return call.respond(json_response(200, {R"({"status":"ok"})"}));
  case readiness::suspended:
    return call.respond(json_response(503, {R"({"status":"suspended"})"}));
  case readiness::stopping:
    return call.respond(json_response(503, {R"({"status":"stopping"})"}));
  }
}

} // namespace vestnik::api
