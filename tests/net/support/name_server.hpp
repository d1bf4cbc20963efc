#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace vestnik::net::test {

/// A DNS server on a free loopback port (RFC 1035), over UDP alone. An answer has as many
/// addresses as fit into 512 octets, or into what the question says (EDNS, RFC 6891), and is
/// marked as truncated if they are not all. A name that it was not given does not exist.
class name_server {
public:
  struct entry {
    enum class reply : std::uint8_t {
      addresses,
      /// The server has failed (SERVFAIL).
      failure,
      /// Nothing, ever.
      silence,
      /// Nothing to the first question of each type, addresses to the next.
      addresses_when_repeated,
      /// Addresses to questions for the one family, nothing to those for the other.
      ipv4_addresses_alone,
      ipv6_addresses_alone,
      /// No address where not all of them fit, as unbound does it.
      all_addresses_or_none,
    };
    std::vector<std::string> addresses;
    reply by = reply::addresses;
  };

  explicit name_server(std::map<std::string, entry> entries);
  ~name_server();
  name_server(const name_server&) = delete;
  name_server& operator=(const name_server&) = delete;

  /// `ADDRESS:PORT`.
  [[nodiscard]] std::string address() const;
  /// How often a name was asked for, in both families.
  [[nodiscard]] std::size_t questions(const std::string& name);

private:
  void serve();
  void answer_datagram();
  /// Empty for none.
  [[nodiscard]] std::string answer_to(std::string_view question);

  const std::map<std::string, entry> entries_;
  int datagrams_;
  int stop_[2]{};
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::thread thread_;
};

} // namespace vestnik::net::test
