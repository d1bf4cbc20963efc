#include "net/server_settings.hpp"

namespace vestnik::net {

server_settings server_settings_of(const config::net_settings& from) {
  return {
      .address = from.address,
      .port = from.port,
      .certificate_file = from.certificate,
      .private_key_file = from.private_key,
      .web_root = from.web_root,
      .public_origin = from.public_origin,
      .names = from.names,
      .trusted_proxies = from.trusted_proxies,
      .proxies_begin = from.proxy_protocol ? proxy_protocol::with_header : proxy_protocol::without,
      .allowed_origins = from.allowed_origins,
      .max_message = from.max_message,
      .outbox_bytes = from.outbox_bytes,
      .outbox_frames = from.outbox_frames,
      .max_body = from.max_body,
      .max_header = from.max_header,
      .max_header_lines = from.max_header_lines,
      .max_target = from.max_target,
      .header_timeout = from.header_timeout,
      .keep_alive = from.keep_alive,
      .idle_timeout = from.idle_timeout,
      .drain_timeout = from.drain_timeout,
      .compression = from.compression ? compression_offer::accepted : compression_offer::refused};
}

} // namespace vestnik::net
