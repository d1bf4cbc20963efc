#include "api/routes.hpp"
#include "model/values/ascii.hpp"
#include "model/values/fields.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <utility>
#include <vector>

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

void read_sessions(exchange call) {
  auto& accounts = call.accounts;
  accounts.list_sessions(
      call.caller, [respond = std::move(call.respond), here = call.caller.session](
                       const model::result<std::vector<session_facts>>& known) {
        if (!known)
          return respond(refusal_response(known.error()));
        boost::json::array sessions;
        for (const auto& each : *known) {
          boost::json::object session{{"id", model::to_string(each.id)},
                                      {"client", each.client},
                                      {"address", each.address},
                                      {"created_at", model::to_rfc3339(each.created_at)},
                                      {"expires_at", model::to_rfc3339(each.expires_at)},
                                      {"here", each.id == here}};
          if (each.seen_at != model::timestamp{})
            session.emplace("seen_at", model::to_rfc3339(each.seen_at));
          sessions.push_back(std::move(session));
        }
        respond(json_response(
            200, {boost::json::serialize(boost::json::object{{"sessions", std::move(sessions)}})}));
      });
}

void revoke_session(exchange call) {
  const auto id = model::parse_id(call.parameter, "id");
  if (!id)
    return call.respond(refusal_response(id.error()));
  auto& accounts = call.accounts;
  accounts.revoke_session(std::move(call.caller), model::session_id{*id},
                          answer_with_nothing(std::move(call.respond)));
}

void revoke_other_sessions(exchange call) {
  auto& accounts = call.accounts;
  accounts.revoke_other_sessions(std::move(call.caller),
                                 answer_with_nothing(std::move(call.respond)));
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
