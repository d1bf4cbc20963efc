#pragma once

#include "model/http.hpp"
#include "net/http/refusal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::net {

/// What a proxy told of a connection that it passes on.
struct proxied_connection {
  /// Numeric; empty if the proxy speaks for itself (a health check) or does not know.
  std::string address;
  /// How the client came to the proxy, if that was told (version 2, PP2_TYPE_SSL).
  std::optional<model::http_request::transport> over;
};

/// Reads the header of the PROXY protocol, version 1 or 2
/// (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt), with which a proxy begins a
/// connection. It is fed exactly what it wants, for what follows may be a TLS handshake. No I/O.
class proxy_header_reader {
public:
  /// The longest header that is taken, so that nobody makes us hold more.
  static constexpr std::size_t longest = 4'096;

  /// How many bytes to feed next; zero: the header is read.
  [[nodiscard]] std::size_t wants() const noexcept { return wants_; }
  /// @pre at most `wants()` bytes. After a refusal nothing of the connection can be believed.
  [[nodiscard]] or_refusal<void> feed(std::string_view bytes);
  /// @pre `wants()` is zero.
  [[nodiscard]] const proxied_connection& result() const noexcept { return result_; }

private:
  [[nodiscard]] or_refusal<void> read_line();
  [[nodiscard]] or_refusal<void> read_binary();

  std::string header_;
  /// Both forms can be told apart by so many.
  std::size_t wants_ = 12;
  proxied_connection result_;
};

} // namespace vestnik::net
