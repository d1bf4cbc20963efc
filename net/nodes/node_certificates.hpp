#pragma once

#include "model/error.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace vestnik::net {

/// Makes the certificates that the nodes of one cluster show each other: in `folder` a private
/// authority
/// (`ca.pem`, `ca.key`) unless it is there, and for each name a certificate that it signs
/// (`NAME.pem`, `NAME.key`). Keys are readable by their owner only. The authority signs nodes
/// only, for ten years; a node's certificate is good for two.
/// Errors, before anything is written: `invalid` on a name that is not letters, digits, dots
/// and hyphens; `conflict` on a file that exists already. `unavailable` if a file cannot be
/// read or written.
[[nodiscard]] model::result<void> make_node_certificates(const std::filesystem::path& folder,
                                                         std::span<const std::string> names);

} // namespace vestnik::net
