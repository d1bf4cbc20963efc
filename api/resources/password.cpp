#include "api/routes.hpp"
#include "model/values/fields.hpp"

#include <utility>

namespace vestnik::api {

void change_password(exchange call) {
  model::fields in{call.body};
  model::secret old_password{in.text("old_password", {1, 4096})};
  auto password = read_new_password(in);
  if (const auto problem = in.problem())
    return call.respond(refusal_response(*problem));
  auto& accounts = call.accounts;
  accounts.change_password(std::move(call.caller), std::move(old_password), std::move(password),
                           read_visitor(call.request, call.cookies),
                           answer_with_nothing(std::move(call.respond)));
}

} // namespace vestnik::api
