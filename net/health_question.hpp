#pragma once

#include "model/error.hpp"
#include "net/server_settings.hpp"

#include <chrono>
#include <string>

namespace vestnik::net {

/// Asks the server of this machine that has these settings for `/api/v1/health`, and returns its
/// status: `ok`, `starting`, `suspended` or `stopping`. Blocks, for `patience` at most. Whose
/// certificate is shown is not judged: it is made out to the name that people type. To a server
/// that trusts this machine as a proxy it speaks as one.
/// Errors: `invalid` on `net.port` if that is 0, since nobody knows which was taken; `unavailable`
/// if nobody answers there in time, or no server of ours does.
[[nodiscard]] model::result<std::string>
ask_health(const server_settings& of, std::chrono::milliseconds patience = std::chrono::seconds{3});

} // namespace vestnik::net
