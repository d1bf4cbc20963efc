#pragma once

#include "model/error.hpp"
#include "net/io/outgoing_rules.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vestnik::net {

/// The address that `host` spells, in each form that getaddrinfo(3) takes without looking
/// anything up (`127.0.0.1`, `127.1`, `0x7f000001`, `::1`, `fe80::1%eth0`); nothing for a name.
[[nodiscard]] std::optional<boost::asio::ip::address> numeric_address(const std::string& host);

/// Looks up one name, in /etc/hosts and then by DNS, in both families of addresses. By
/// c-ares, on the sockets and timers of an io thread: a name server that does not answer
/// delays nobody else. Each look-up has a channel of its own, so it reads /etc/resolv.conf
/// as it is now, asks from a port of its own, and ends with its resolver. What c-ares 1.18
/// reads of these files: docs/architecture.md, "Mail".
/// Bounds: an answer has at most 1232 octets of UDP (EDNS, RFC 6891). Of one that was truncated
/// what it has counts; it is not asked for again by TCP.
/// Thread: the io thread of the context.
class resolver {
public:
  using answer = model::result<std::vector<boost::asio::ip::address>>;
  using answer_handler = std::function<void(const answer&)>;

  resolver(boost::asio::io_context& context, resolver_settings settings);
  /// Cancels: the handler is not called any more.
  ~resolver();
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;

  /// Call it once. `then` is called once, later and never inside this call, with 1 to 16
  /// addresses in the order in which they should be tried, or with `ec::mail_unreachable`,
  /// field `host`: no such name, no address, no name server, or no answer within
  /// `resolver_settings::limit`.
  ///
  /// Each family is a question of its own. Once one has addresses the other has 50 ms more
  /// (RFC 8305 §3), then what is there counts. Of each family the first 8 of the answer are
  /// kept, and the families take turns (RFC 8305 §4), beginning with the one that was answered
  /// first. What /etc/hosts has of a name counts alone.
  void resolve(const std::string& host, answer_handler then);

private:
  class lookup;
  std::shared_ptr<lookup> lookup_;
};

} // namespace vestnik::net
