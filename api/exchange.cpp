#include "api/exchange.hpp"

#include "api/account_rules.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace vestnik::api {

model::http_response json_response(unsigned status, model::json_text body) {
  return {status,
          {{"content-type", "application/json"}, {"cache-control", "no-store"}},
          std::move(body.text)};
}

model::http_response refusal_response(const model::error& refusal) {
  const auto status = model::traits_of(refusal.code).status;
  auto response =
      json_response(status, {fmt::format(R"({{"errors":[{}]}})", model::to_json(refusal).text)});
  if (status == 401)
    response.headers.emplace_back("www-authenticate", R"(Bearer realm="vestnik")");
  if (const auto retry = model::retry_of(refusal); retry.count() > 0)
    response.headers.emplace_back(
        "retry-after", fmt::to_string(std::chrono::ceil<std::chrono::seconds>(retry).count()));
  return response;
}

model::json_text encode_user(const model::identity& user) {
  return {fmt::format(R"({{"id":"{}","login":{},"name":{}}})", model::to_string(user.user),
                      model::quoted(user.login), model::quoted(user.name))};
}

model::secret read_new_password(model::fields& in) {
  auto password = in.text("password", {0, 4 * longest_password});
  if (const auto allowed = check_password(password); !allowed)
    in.refuse("password", allowed.error().message);
  if (in.text("password_again", {0, 4 * longest_password}) != password)
    in.refuse("password_again", "the two passwords differ");
  return model::secret{std::move(password)};
}

done_handler answer_with_nothing(http_responder respond) {
  return [respond = std::move(respond)](const model::result<void>& done) {
    if (!done)
      return respond(refusal_response(done.error()));
    respond({204, {{"cache-control", "no-store"}}, {}});
  };
}

signed_in_handler answer_with_session(const exchange& call) {
  return [respond = call.respond, cookies = call.cookies](model::result<signed_in> outcome) {
    if (!outcome)
      return respond(refusal_response(outcome.error()));
    auto response = json_response(
        201, {fmt::format(R"({{"token":{},"user":{}}})", model::quoted(outcome->token.reveal()),
                          encode_user(outcome->user).text)});
    response.headers.push_back(session_cookie(cookies, outcome->token, outcome->valid_for));
    response.headers.push_back(device_cookie(cookies, outcome->device));
    respond(std::move(response));
  };
}

} // namespace vestnik::api
