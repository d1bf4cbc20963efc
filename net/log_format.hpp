#pragma once

#include "config/sections/log.hpp"

#include <spdlog/formatter.h>

#include <memory>
#include <string_view>

namespace vestnik::net {

/// How a line of the log is written, under every layer's messages. Peers choose parts of these: a
/// mail server its words of refusal, a browser its origin. So a message stays one line and shows
/// its characters: in `text`, controls and what turns the text round are written as `\n` or
/// `\xHH`; in `json`, it is one string of an object {"at", "level", "node", "message"}. What is not
/// UTF-8 becomes U+FFFD in both.
/// @param node the name of the node of a cluster, which stands in each line; empty: alone, without.
[[nodiscard]] std::unique_ptr<spdlog::formatter> make_log_formatter(config::log_format format,
                                                                    std::string_view node = {});

} // namespace vestnik::net
