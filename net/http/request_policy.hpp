#pragma once

#include "config/defaults.hpp"
#include "net/http/refusal.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace vestnik::net {

/// How much of a request is read.
struct request_limits {
  std::size_t max_header = config::defaults::net::max_header;
  std::size_t max_header_lines = config::defaults::net::max_header_lines;
  std::size_t max_target = config::defaults::net::max_target;
  std::size_t max_body = config::defaults::net::max_body;
};

/// A request head as parsed, before it is believed.
struct request_head {
  std::string_view method;
  std::string_view target;
  /// 10 or 11.
  unsigned version = 11;
  const model::header_list& headers;
};

/// Judges the raw bytes of a head, whole or only begun: its size (431), the length of
/// its target (414), its line count (431), and forms that intermediaries read
/// differently (400): folded lines (RFC 9112 §5.2), bare CR or LF, NUL.
[[nodiscard]] or_refusal<void> check_head_bytes(std::string_view bytes,
                                                const request_limits& limits);

/// Judges what two readers could understand differently, and so be made to see different
/// requests (request smuggling): exactly
/// one Host, which HTTP/1.0 may leave out (RFC 9112 §3.2); at most one Content-Length, digits only;
/// Transfer-Encoding only once, only exactly `chunked`, only on HTTP/1.1, never beside
/// Content-Length.
[[nodiscard]] or_refusal<void> check_head(const request_head& head);

/// Path and query of a target.
struct request_target {
  /// Percent-decoded, starting with '/'.
  std::string path;
  /// Still encoded, without '?'.
  std::string query;
};

/// Accepts the origin form and the absolute form of our own `host` (RFC 9112 §3.2);
/// refuses broken escapes, NUL, escaped slashes, and fragments.
[[nodiscard]] or_refusal<request_target> parse_target(std::string_view target,
                                                      std::string_view host);

} // namespace vestnik::net
