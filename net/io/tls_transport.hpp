#pragma once

#include "net/io/tls_context.hpp"
#include "net/io/transport.hpp"

#include <memory>
#include <string>

namespace vestnik::net {

/// TLS towards a client of ours. Works on the socket itself, without memory pairs in
/// between, so an idle connection costs OpenSSL's session state only.
[[nodiscard]] std::unique_ptr<transport> make_tls_server_transport(tcp_socket socket,
                                                                   const tls_context& context);

/// TLS towards a server: sends its name (SNI) and accepts only a trusted certificate
/// made out to `host`, a name or a numeric address. `failure` says in words what was
/// wrong with the certificate.
[[nodiscard]] std::unique_ptr<transport>
make_tls_client_transport(tcp_socket socket, const tls_context& context, const std::string& host);

} // namespace vestnik::net
