#include "api/routes.hpp"
#include "model/values/ascii.hpp"
#include "model/values/fields.hpp"

#include <utility>

namespace vestnik::api {

namespace {

// Wider than what can be registered: what cannot be right is refused by the port in
// the same way and time as what is wrong, so that nobody learns which logins exist.
constexpr model::text_rule any_login{1, 256};
constexpr model::text_rule any_password{1, 4096};

} // namespace

void create_session(exchange call) {
  model::fields in{call.body};
  auto login = model::lower_ascii(in.text("login", any_login));
  model::secret password{in.text("password", any_password)};
  if (const auto problem = in.problem())
    return call.respond(refusal_response(*problem));
  call.accounts.sign_in(std::move(login), std::move(password),
                        read_visitor(call.request, call.cookies), answer_with_session(call));
}

void delete_session(exchange call) {
  call.accounts.sign_out(
      std::move(call.caller),
      [respond = std::move(call.respond), cookies = call.cookies](model::result<void> done) {
        if (!done)
          return respond(refusal_response(done.error()));
        model::http_response response{204, {{"cache-control", "no-store"}}, {}};
        if (cookies != cookie_policy::refuse)
          response.headers.push_back(expired_cookie(cookies));
        respond(std::move(response));
      });
}

} // namespace vestnik::api
