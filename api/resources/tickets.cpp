#include "api/routes.hpp"

#include <fmt/format.h>

#include <utility>

namespace vestnik::api {

void create_ticket(exchange call) {
  call.accounts.issue_ticket(
      std::move(call.caller), [respond = std::move(call.respond)](model::result<ticket> outcome) {
        if (!outcome)
          return respond(refusal_response(outcome.error()));
        respond(json_response(201, {fmt::format(R"({{"ticket":{},"expires_in_ms":{}}})",
                                                model::quoted(outcome->value.reveal()),
                                                outcome->valid_for.count())}));
      });
}

} // namespace vestnik::api
