#include "net/http/upgrade_policy.hpp"

#include "model/values/ascii.hpp"
#include "net/http/field_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vestnik::net {

namespace {

/// 16 bytes in base64 (RFC 6455 §4.1).
bool is_key(std::string_view key) {
  return key.size() == 24 && key.ends_with("==") &&
         std::ranges::all_of(key.substr(0, 22), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '+' || c == '/';
         });
}

bool is_allowed_origin(const model::http_request& request, std::string_view origin,
                       const std::vector<std::string>& allowed) {
  const std::string_view scheme =
      request.over == model::http_request::transport::tls ? "https://" : "http://";
  const auto host = model::header_value(request.headers, "host");
  if (origin.starts_with(scheme) && model::iequals(origin.substr(scheme.size()), host))
    return true;
  return std::ranges::any_of(allowed,
                             [&](const std::string& item) { return model::iequals(item, origin); });
}

/// Credentials that a foreign page cannot make a browser send by itself.
bool carries_own_credentials(const model::http_request& request) {
  const auto authorization = model::header_value(request.headers, "authorization");
  return model::iequals(authorization.substr(0, 7), "bearer ") ||
         !model::query_value(request.query, "token").empty();
}

std::size_t count(const model::header_list& headers, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const auto& header) { return model::iequals(header.first, name); }));
}

/// A list may come in several lines (RFC 9110 §5.3).
bool lists(const model::header_list& headers, std::string_view name, std::string_view token) {
  return std::ranges::any_of(headers, [&](const auto& header) {
    return model::iequals(header.first, name) && has_token(header.second, token);
  });
}

bool offers(const model::http_request& request, std::string_view protocol) {
  return lists(request.headers, "sec-websocket-protocol", protocol);
}

refusal bad_upgrade(std::string message, std::string field) {
  return {400, {model::ec::malformed, std::move(message), std::move(field)}};
}

} // namespace

bool asks_for_websocket(const model::http_request& request) {
  return lists(request.headers, "upgrade", "websocket");
}

or_refusal<void> check_upgrade(const model::http_request& request,
                               const std::vector<std::string>& allowed_origins) {
  const auto& headers = request.headers;
  if (request.method != "GET" || !lists(headers, "connection", "upgrade"))
    return bad_upgrade("a WebSocket starts with GET and Connection: Upgrade", "connection");
  if (count(headers, "sec-websocket-version") != 1 ||
      model::header_value(headers, "sec-websocket-version") != "13")
    return refusal{
        426,
        {model::ec::malformed, "only WebSocket version 13 is spoken", "sec-websocket-version"},
        {{"Sec-WebSocket-Version", "13"}, {"Upgrade", "websocket"}}};
  if (count(headers, "sec-websocket-key") != 1 ||
      !is_key(model::header_value(headers, "sec-websocket-key")))
    return bad_upgrade("Sec-WebSocket-Key is not 16 bytes in base64", "sec-websocket-key");

  const auto origins = count(headers, "origin");
  const auto origin = model::header_value(headers, "origin");
  if (origins > 1 || (origins == 1 && !is_allowed_origin(request, origin, allowed_origins)))
    return refusal{403,
                   {model::ec::forbidden, "this origin may not open a WebSocket here", "origin"}};
  if (origins == 0 && !carries_own_credentials(request))
    return refusal{
        403,
        {model::ec::forbidden, "without Origin a bearer token or a ticket is required", "origin"}};

  if (count(headers, "sec-websocket-protocol") > 0 && !offers(request, wire_subprotocol))
    return bad_upgrade(fmt::format("the subprotocol is not known; known is {}", wire_subprotocol),
                       "sec-websocket-protocol");
  return {};
}

std::string confirmed_subprotocol(const model::http_request& request, std::string_view chosen) {
  if (!chosen.empty() && offers(request, chosen))
    return std::string{chosen};
  return offers(request, wire_subprotocol) ? std::string{wire_subprotocol} : std::string{};
}

} // namespace vestnik::net
