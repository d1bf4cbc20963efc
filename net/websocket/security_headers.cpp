#include "net/websocket/security_headers.hpp"

namespace vestnik::net {

namespace {

model::header_list plain_headers() {
  return {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
       "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
       "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
       "media-src 'self' blob:; manifest-src 'self'; font-src 'self'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
  };
}

model::header_list tls_headers() {
  auto headers = plain_headers();
  headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

} // namespace

const model::header_list& security_headers(model::http_request::transport over) {
  static const auto plain = plain_headers();
  static const auto tls = tls_headers();
  return over == model::http_request::transport::tls ? tls : plain;
}

} // namespace vestnik::net
