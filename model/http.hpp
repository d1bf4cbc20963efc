#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::model {

/// Header fields in the order of the message; names are compared without case.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// One HTTP request as the engines see it: already checked against the request
/// policy of net/, body complete and within its limit.
struct http_request {
  std::string method;
  /// Percent-decoded path without the query, always starting with '/'.
  std::string path;
  /// The query, still encoded, without '?'; see `query_value`.
  std::string query;
  header_list headers;
  std::string body;
  /// Numeric address of the peer.
  std::string remote_address;
  /// Whether the client reached us over TLS; decides the cookie's form.
  enum class transport { plain, tls } over = transport::plain;
};

/// One answer. `content-length`, date and the security headers are added by net/.
struct http_response {
  unsigned status = 200;
  header_list headers;
  std::string body;
};

/// The first value of a header, or empty. Names are compared without case.
[[nodiscard]] std::string_view header_value(const header_list& headers, std::string_view name);

/// The percent-decoded first value of a query key, or empty.
[[nodiscard]] std::string query_value(std::string_view query, std::string_view key);

/// The value of a cookie, or empty (RFC 6265 §4.2.1).
[[nodiscard]] std::string_view cookie_value(const header_list& headers, std::string_view name);

} // namespace vestnik::model
