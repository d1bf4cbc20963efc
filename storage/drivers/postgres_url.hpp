#pragma once

#include "model/error.hpp"

#include <string>

namespace vestnik::storage {

/// What libpq is to connect with for a `postgresql://` URL: everything that the URL says
/// (libpq's documentation, § Connection URIs and § Parameter Key Words), and where it is
/// silent:
/// - `sslmode=verify-full`, unless every host is this machine (docs/security.md N3);
/// - `target_session_attrs=read-write`, so that of several hosts the primary is used;
/// - `connect_timeout=4` seconds per address;
/// - a server that has fallen silent is given up after about four seconds, before the leases
///   of nodes run out.
/// Text is exchanged in UTF-8 whatever the URL says.
/// Errors: `invalid` on `storage.url`, never with a part that may be a password.
[[nodiscard]] model::result<std::string> to_connection_string(const std::string& url);

} // namespace vestnik::storage
