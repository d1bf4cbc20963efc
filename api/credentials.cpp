#include "api/credentials.hpp"

#include "model/values/ascii.hpp"
#include "model/values/text.hpp"
#include "model/values/utf8.hpp"

#include <fmt/format.h>

#include <string_view>

namespace vestnik::api {

namespace {

constexpr std::string_view bearer = "Bearer ";

/// The longest that browsers keep one (draft-ietf-httpbis-rfc6265bis §5.5).
constexpr std::chrono::seconds device_lifetime = std::chrono::hours{24 * 400};

std::string_view cookie_name(cookie_policy policy) {
  return policy == cookie_policy::tls ? "__Host-sid" : "sid";
}

std::string_view device_name(cookie_policy policy) {
  return policy == cookie_policy::tls ? "__Host-device" : "device";
}

std::pair<std::string, std::string> set_cookie(cookie_policy policy, std::string_view name,
                                               const model::secret& value,
                                               std::chrono::seconds valid_for) {
  return {"set-cookie",
          fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", name, value.reveal(),
                      valid_for.count(), policy == cookie_policy::tls ? "; Secure" : "")};
}

/// Empty for one that cannot be shown.
std::string client_of(const model::http_request& request) {
  const auto text = model::header_value(request.headers, "user-agent");
  if (!model::is_valid_utf8(text) || model::has_control(text))
    return {};
  return std::string{model::first_code_points(text, longest_client)};
}

} // namespace

cookie_policy policy_of(const model::http_request& request, cookie_policy listener) {
  if (request.over == model::http_request::transport::tls)
    return cookie_policy::tls;
  return listener == cookie_policy::loopback ? cookie_policy::loopback : cookie_policy::refuse;
}

credentials read_credentials(const model::http_request& request, cookie_policy listener) {
  const auto authorization = model::header_value(request.headers, "authorization");
  if (model::iequals(authorization.substr(0, bearer.size()), bearer))
    return {credentials::source::bearer,
            model::secret{std::string{authorization.substr(bearer.size())}}};
  const auto policy = policy_of(request, listener);
  if (policy == cookie_policy::refuse)
    return {};
  const auto token = model::cookie_value(request.headers, cookie_name(policy));
  if (token.empty())
    return {};
  return {credentials::source::cookie, model::secret{std::string{token}}};
}

credentials read_upgrade_credentials(const model::http_request& request, cookie_policy listener) {
  auto found = read_credentials(request, listener);
  if (found.from == credentials::source::bearer)
    return found;
  auto ticket = model::query_value(request.query, "token");
  if (ticket.empty())
    return found;
  return {credentials::source::ticket, model::secret{std::move(ticket)}};
}

std::pair<std::string, std::string> session_cookie(cookie_policy policy, const model::secret& token,
                                                   std::chrono::seconds valid_for) {
  return set_cookie(policy, cookie_name(policy), token, valid_for);
}

visitor read_visitor(const model::http_request& request, cookie_policy policy) {
  return {request.remote_address,
          model::secret{std::string{model::cookie_value(request.headers, device_name(policy))}},
          client_of(request)};
}

std::pair<std::string, std::string> device_cookie(cookie_policy policy,
                                                  const model::secret& device) {
  return set_cookie(policy, device_name(policy), device, device_lifetime);
}

std::pair<std::string, std::string> expired_cookie(cookie_policy policy) {
  return session_cookie(policy, {}, std::chrono::seconds{0});
}

} // namespace vestnik::api
