#include "net/http/request_policy.hpp"

#include "model/values/ascii.hpp"
#include "model/values/escapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vestnik::net {

namespace {

refusal malformed(std::string message, std::string field = {}) {
  return {400, {model::ec::malformed, std::move(message), std::move(field)}};
}

refusal too_large(unsigned status, std::string message) {
  return {status, {model::ec::too_large, std::move(message)}};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// RFC 3986 authority without user information: enough to compare and to refuse
/// what could be read as something else.
bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    const char letter = model::lower_ascii(c);
    return is_digit(c) || (letter >= 'a' && letter <= 'z') ||
           std::string_view{"-._~[]:%"}.find(c) != std::string_view::npos;
  });
}

} // namespace

or_refusal<void> check_head_bytes(std::string_view bytes, const request_limits& limits) {
  // Method, two spaces, version and line end: 32 is generous.
  if (std::min(bytes.find("\r\n"), bytes.size()) > limits.max_target + 32)
    return too_large(414, fmt::format("the target may have {} bytes", limits.max_target));
  if (bytes.size() > limits.max_header)
    return too_large(431, fmt::format("the header block may have {} bytes", limits.max_header));
  std::size_t lines = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool last = i + 1 == bytes.size();
    if (c == '\0')
      return malformed("the header block contains a NUL byte");
    if ((c == '\r' && !last && bytes[i + 1] != '\n') ||
        (c == '\n' && (i == 0 || bytes[i - 1] != '\r')))
      return malformed("lines of the header block end with CR LF");
    if (c != '\n')
      continue;
    ++lines;
    if (!last && (bytes[i + 1] == ' ' || bytes[i + 1] == '\t'))
      return malformed("header lines may not be folded");
  }
  // Besides the fields there are the request line and the empty line.
  if (lines > limits.max_header_lines + 2)
    return too_large(431,
                     fmt::format("the header block may have {} lines", limits.max_header_lines));
  return {};
}

or_refusal<void> check_head(const request_head& head) {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t encodings = 0;
  for (const auto& [name, value] : head.headers) {
    if (model::iequals(name, "host")) {
      ++hosts;
      if (!is_host(value))
        return malformed("Host is not a host name", "host");
    } else if (model::iequals(name, "content-length")) {
      ++lengths;
      if (value.empty() || value.size() > 18 || !std::ranges::all_of(value, is_digit))
        return malformed("Content-Length is not a number", "content-length");
    } else if (model::iequals(name, "transfer-encoding")) {
      ++encodings;
      if (!model::iequals(value, "chunked"))
        return malformed("Transfer-Encoding may only be chunked", "transfer-encoding");
    }
  }
  if (hosts > 1 || (hosts == 0 && head.version == 11))
    return malformed("exactly one Host is required", "host");
  if (lengths > 1)
    return malformed("Content-Length is given more than once", "content-length");
  if (encodings > 1 || (encodings == 1 && (lengths > 0 || head.version != 11)))
    return malformed("Transfer-Encoding is allowed once, on HTTP/1.1, without Content-Length",
                     "transfer-encoding");
  return {};
}

or_refusal<request_target> parse_target(std::string_view target, std::string_view host) {
  if (!target.starts_with('/')) {
    const auto scheme = target.find("://");
    const auto authority =
        scheme == std::string_view::npos ? target.substr(target.size()) : target.substr(scheme + 3);
    const auto slash = authority.find('/');
    if (authority.empty() || !model::iequals(authority.substr(0, slash), host))
      return malformed("the target is neither a path nor an address of this host");
    target = slash == std::string_view::npos ? std::string_view{"/"} : authority.substr(slash);
  }
  if (target.find('#') != std::string_view::npos)
    return malformed("the target contains a fragment");
  const auto mark = target.find('?');
  const auto escaped = target.substr(0, mark);
  auto path = model::unescaped(escaped, '%');
  if (model::has_broken_escape(escaped, '%') || path.find('\0') != std::string::npos)
    return malformed("the path contains a broken escape or a NUL byte");
  // Else a proxy's rules for paths could be passed by: to it the two are different.
  if (std::ranges::count(path, '/') != std::ranges::count(escaped, '/'))
    return malformed("the path contains an escaped slash; write / itself");
  return request_target{std::move(path), mark == std::string_view::npos
                                             ? std::string{}
                                             : std::string{target.substr(mark + 1)}};
}

} // namespace vestnik::net
