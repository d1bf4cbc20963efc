#pragma once

#include "config/engine/raw_value.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::config {

/// Names and values of environment variables.
using environment = std::map<std::string, std::string, std::less<>>;

/// The environment of this process. Call it before threads start.
[[nodiscard]] environment process_environment();

/// The value of a variable; nothing when it is not set or empty.
[[nodiscard]] std::optional<std::string> value_of(const environment& variables,
                                                  std::string_view name);

/// Reads `VESTNIK_NET_PORT` for `net.port` and so on. Other variables that begin with
/// `VESTNIK_`, except `VESTNIK_CONFIG`, become warnings without their value: they may be misspelt,
/// or be no settings at all, as those that Kubernetes sets for a service named vestnik
/// (`VESTNIK_SERVICE_HOST`, `VESTNIK_PORT=tcp://…`).
[[nodiscard]] reading read_environment(const environment& variables);

} // namespace vestnik::config
