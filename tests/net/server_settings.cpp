#include "net/server_settings.hpp"

#include "net/http/request_policy.hpp"
#include "net/websocket/websocket_connection.hpp"
#include "tests/support/same_fields.hpp"

#include <doctest/doctest.h>

namespace vestnik::net::server_settings_tests {

TEST_SUITE_BEGIN("net/server_settings");

using vestnik::test::same_fields;

TEST_CASE("a struct that nobody fills has the defaults of the product") {
  const server_settings plain;
  CHECK(same_fields(plain, server_settings_of({})));
  CHECK(same_fields(request_limits{},
                    {plain.max_header, plain.max_header_lines, plain.max_target, plain.max_body}));
  CHECK(same_fields(websocket_limits{}, {plain.max_message,
                                         {plain.outbox_bytes, plain.outbox_frames},
                                         plain.idle_timeout,
                                         plain.drain_timeout,
                                         plain.compression}));
}

TEST_CASE("what is set reaches the server") {
  using std::chrono::milliseconds;
  const config::net_settings set{.address = "::1",
                                 .port = 1,
                                 .certificate = "chain",
                                 .private_key = "key",
                                 .web_root = "folder",
                                 .public_origin = "https://public.example.org",
                                 .names = {"name.example.org"},
                                 .trusted_proxies = {"10.0.0.0/8"},
                                 .proxy_protocol = true,
                                 .allowed_origins = {"https://chat.example.org"},
                                 .max_message = {2},
                                 .outbox_bytes = {3},
                                 .outbox_frames = 4,
                                 .max_body = {5},
                                 .max_header = {6},
                                 .max_header_lines = 7,
                                 .max_target = {8},
                                 .header_timeout = milliseconds{9},
                                 .keep_alive = milliseconds{10},
                                 .idle_timeout = milliseconds{11},
                                 .drain_timeout = milliseconds{12},
                                 .compression = true};
  CHECK(same_fields(server_settings_of(set), {"::1",
                                              1,
                                              "chain",
                                              "key",
                                              "folder",
                                              "https://public.example.org",
                                              {"name.example.org"},
                                              {"10.0.0.0/8"},
                                              proxy_protocol::with_header,
                                              {"https://chat.example.org"},
                                              2,
                                              3,
                                              4,
                                              5,
                                              6,
                                              7,
                                              8,
                                              milliseconds{9},
                                              milliseconds{10},
                                              milliseconds{11},
                                              milliseconds{12},
                                              compression_offer::accepted}));
}

TEST_SUITE_END();

} // namespace vestnik::net::server_settings_tests
