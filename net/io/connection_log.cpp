#include "net/io/connection_log.hpp"

#include <spdlog/spdlog.h>

namespace vestnik::net {

void log_end(std::string_view kind, std::string_view address, std::string_view phase,
             std::string_view reason) {
  spdlog::debug("{} {}: ended while {}: {}", kind, address, phase, reason);
}

} // namespace vestnik::net
