#include "api/router.hpp"

#include "api/routes.hpp"
#include "model/values/ascii.hpp"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vestnik::api {

namespace {

constexpr model::json_limits body_limits{.bytes = 16 * 1024, .depth = 4};

/// Whether the path is one of the route's. One that a route writes out is no parameter of another.
bool leads(const route& candidate, std::string_view path) {
  const auto parameter = candidate.match(path);
  return parameter &&
         (parameter->empty() || std::ranges::find(routes, path, &route::path) == routes.end());
}

/// The refusal of a request that no route takes: 405 if another method would do.
model::http_response no_route(const model::http_request& request) {
  std::string allowed;
  for (const auto& candidate : routes)
    if (leads(candidate, request.path))
      allowed += fmt::format("{}{}{}", allowed.empty() ? "" : ", ", candidate.method,
                             candidate.changes_state() ? "" : ", HEAD");
  if (allowed.empty())
    return refusal_response({model::ec::not_found, "there is nothing at this path"});
  auto response = refusal_response(
      {model::ec::unknown_action, fmt::format("this path has only the methods {}", allowed)});
  response.headers.emplace_back("allow", allowed);
  return response;
}

/// Whether a page of another site could have made the browser send this.
std::optional<model::error> check_origin(const model::http_request& request,
                                         const credentials& shown) {
  const auto site = model::header_value(request.headers, "sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none")
    return model::error{model::ec::forbidden, "requests from other sites are not accepted"};
  if (shown.from != credentials::source::bearer &&
      model::header_value(request.headers, "x-vestnik") != "1")
    return model::error{model::ec::forbidden, "the header x-vestnik: 1 is missing"};
  return std::nullopt;
}

model::result<boost::json::object> read_body(const model::http_request& request, body_kind kind) {
  if (kind == body_kind::none) {
    if (request.body.empty())
      return boost::json::object{};
    return model::error{model::ec::malformed, "this request takes no body"};
  }
  const auto type = model::header_value(request.headers, "content-type");
  const auto media = model::without_blanks(type.substr(0, type.find(';')));
  if (!model::iequals(media, "application/json"))
    return model::error{model::ec::malformed, "the body must be application/json"};
  auto parsed = model::parse_json(request.body, body_limits);
  if (!parsed)
    return parsed.error();
  if (!parsed->is_object())
    return model::error{model::ec::malformed, "the body must be a JSON object"};
  return std::move(parsed->get_object());
}

/// Serves once the port has said who the caller is.
void serve_signed_in(const route& target, exchange call, credentials shown) {
  if (shown.value.empty())
    return call.respond(refusal_response({model::ec::unauthenticated, "sign in first"}));
  auto& accounts = call.accounts;
  auto waiting = std::make_shared<exchange>(std::move(call));
  accounts.authenticate(std::move(shown.value),
                        [&target, waiting](model::result<model::identity> caller) {
                          if (!caller)
                            return waiting->respond(refusal_response(caller.error()));
                          waiting->caller = std::move(*caller);
                          target.serve(std::move(*waiting));
                        });
}

} // namespace

router::router(account_port& accounts, router_options options)
    : accounts_{accounts}
    , options_{std::move(options)} {}

void router::handle(model::http_request request, http_responder respond) {
  if (request.method == "HEAD")
    request.method = "GET";
  const auto target = std::ranges::find_if(routes, [&request](const route& candidate) {
    return candidate.method == request.method && leads(candidate, request.path);
  });
  if (target == routes.end())
    return respond(no_route(request));

  if (target->open_to != audience::anybody && readiness_ == readiness::suspended)
    return respond(refusal_response({model::ec::unavailable,
                                     "this node is cut off at the moment",
                                     {},
                                     std::chrono::seconds{1}}));
  auto shown = read_credentials(request, options_.cookies);
  if (target->changes_state())
    if (const auto refusal = check_origin(request, shown))
      return respond(refusal_response(*refusal));
  const auto cookies = policy_of(request, options_.cookies);
  if (target->open_to == audience::newcomers && cookies == cookie_policy::refuse)
    return respond(refusal_response(
        {model::ec::forbidden, "signing in needs HTTPS: this address is neither TLS nor loopback, "
                               "and a password would be readable on the way; a proxy that ends "
                               "TLS is named in net.trusted-proxies"}));
  auto body = read_body(request, target->body);
  if (!body)
    return respond(refusal_response(body.error()));

  std::string parameter{*target->match(request.path)};
  exchange call{.accounts = accounts_,
                .state = readiness_,
                .request = std::move(request),
                .cookies = cookies,
                .body = std::move(*body),
                .parameter = std::move(parameter),
                .caller = {},
                .asyncapi = options_.asyncapi,
                .respond = std::move(respond)};
  if (target->open_to == audience::signed_in)
    serve_signed_in(*target, std::move(call), std::move(shown));
  else
    target->serve(std::move(call));
}

} // namespace vestnik::api
