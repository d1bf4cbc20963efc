#include "api/resources/health.hpp"

namespace vestnik::api {

void read_health(exchange asked) {
  switch (asked.state) {
  case readiness::starting:
    return asked.respond(json_response(503, {R"({"status":"starting"})"}));
  case readiness::ready:
    return asked.respond(json_response(200, {R"({"status":"ok"})"}));
  case readiness::suspended:
    return asked.respond(json_response(503, {R"({"status":"suspended"})"}));
  case readiness::stopping:
    return asked.respond(json_response(503, {R"({"status":"stopping"})"}));
  }
}

} // namespace vestnik::api
