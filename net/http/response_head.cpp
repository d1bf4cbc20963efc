#include "net/http/response_head.hpp"

#include "model/values/ascii.hpp"
#include "net/websocket/security_headers.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace vestnik::net {

namespace {

using namespace std::string_view_literals;

bool is_safe(std::string_view text) {
  return text.find_first_of("\r\n\0"sv) == std::string_view::npos;
}

/// How the message is framed and what becomes of the connection is for the connection to say.
bool is_ours(std::string_view name) {
  constexpr std::array ours{"content-length"sv, "transfer-encoding"sv, "connection"sv};
  return std::ranges::any_of(ours,
                             [name](std::string_view each) { return model::iequals(each, name); });
}

std::string_view reason_of(unsigned status) {
  namespace http = boost::beast::http;
  const auto reason = http::obsolete_reason(http::int_to_status(status));
  return {reason.data(), reason.size()};
}

} // namespace

std::string write_response_head(const model::http_response& response, std::size_t body_size,
                                model::http_request::transport over, after_response then,
                                std::time_t now) {
  std::string head;
  head.reserve(1024);
  const auto out = std::back_inserter(head);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (is_safe(name) && is_safe(value))
      fmt::format_to(out, "{}: {}\r\n", name, value);
  };
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const auto& [name, value] : response.headers)
    if (!is_ours(name))
      add(name, value);
  if (model::header_value(response.headers, "date").empty())
    add("Date", http_date(now));
  if (may_have_body(response.status))
    add("Content-Length", std::to_string(body_size));
  if (then == after_response::close)
    add("Connection", "close");
  for (const auto& [name, value] : security_headers(over))
    if (model::header_value(response.headers, name).empty())
      add(name, value);
  head += "\r\n";
  return head;
}

std::string http_date(std::time_t time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                     months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

bool may_have_body(unsigned status) noexcept {
  return status >= 200 && status != 204 && status != 304;
}

} // namespace vestnik::net
