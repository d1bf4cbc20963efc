#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::net {

/// How names of hosts are looked up.
struct resolver_settings {
  /// Name servers, each `ADDRESS` or `ADDRESS:PORT`; empty means those of the system.
  std::vector<std::string> servers;
  /// How long a look-up may take. A server that says nothing for a quarter of it is asked
  /// again, or the next one is: so a lost datagram fails nothing.
  std::chrono::milliseconds limit{5'000};
};

/// Which addresses and certificates outgoing connections accept. Users name the hosts, so
/// what is not public, and what is not mail, is refused unless it is allowed here.
struct outgoing_rules {
  /// CIDR ranges that are allowed although they are private; "127.0.0.0/8".
  std::vector<std::string> allow_private_ranges;
  /// Allowed ports; empty means 143 and 993.
  std::vector<std::uint16_t> allow_ports;
  /// PEM file with further trusted authorities; empty means the system's only.
  std::string extra_ca_file;
  resolver_settings names{};
};

} // namespace vestnik::net
