#pragma once

#include "model/http.hpp"

namespace vestnik::net {

/// The headers that every response carries: the
/// content policy, no sniffing, no referrer, same-origin isolation, and HSTS when the
/// response goes over TLS.
[[nodiscard]] const model::header_list& security_headers(model::http_request::transport over);

} // namespace vestnik::net
