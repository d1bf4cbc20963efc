#pragma once

#include "model/http.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

namespace vestnik::net {

/// What becomes of the connection after a response.
enum class after_response : std::uint8_t { keep_alive, close };

/// The head of a response, ready to be sent: status line, the handler's headers, then
/// Content-Length and Connection, which are not the handler's to set, and Date and the security
/// headers, each only where the handler did not set it. Headers with a line break or NUL in name or
/// value are left out: they would be a second response.
/// @param body_size of the body as a GET would have it; left out for 1xx, 204, 304.
[[nodiscard]] std::string write_response_head(const model::http_response& response,
                                              std::size_t body_size,
                                              model::http_request::transport over,
                                              after_response then, std::time_t now);

/// RFC 9110 §5.6.7, "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string http_date(std::time_t time);

/// Whether a response with this status has a body at all (RFC 9110 §6.4.1).
[[nodiscard]] bool may_have_body(unsigned status) noexcept;

} // namespace vestnik::net
