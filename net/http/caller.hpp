#pragma once

#include "model/http.hpp"
#include "net/client_places.hpp"
#include "net/http/proxy_header.hpp"
#include "net/http/refusal.hpp"
#include "net/http/site.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::net {

/// Who has made a connection, as far as trusted proxies tell. Used on the connection's thread only.
class caller {
public:
  /// @param remote_address numeric, of the connection.
  caller(std::shared_ptr<const site> at, std::string remote_address);

  /// Bytes of the PROXY header to feed next; zero: there is none, or it is read.
  [[nodiscard]] std::size_t wants() const noexcept { return header_ ? header_->wants() : 0; }
  /// @pre at most `wants()` bytes. After a refusal nothing of the connection can be believed.
  [[nodiscard]] or_refusal<void> feed(std::string_view bytes);

  /// Takes a place among the connections of the client; a proxy, which speaks for many, needs none.
  /// @return whether there was one. @pre `wants()` is zero.
  [[nodiscard]] bool take_place();
  /// To be held as long as the connection; empty before `take_place` and of a proxy.
  [[nodiscard]] const client_places::place& place() const noexcept { return place_; }

  /// Numeric.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }
  [[nodiscard]] model::http_request::transport over() const noexcept { return over_; }

  /// Sets who makes the request, which a proxy without a PROXY header tells by the request's own.
  void introduce(model::http_request& request) const;

private:
  std::shared_ptr<const site> site_;
  std::string address_;
  model::http_request::transport over_;
  /// Of a proxy that begins with one: then a client says nothing of itself.
  std::optional<proxy_header_reader> header_;
  client_places::place place_;
};

} // namespace vestnik::net
