#pragma once

#include "model/http.hpp"
#include "model/values/ip_address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::net {

/// Which proxies are believed when they say whom they speak for. Immutable, so usable from
/// every io thread.
class forwarding {
public:
  /// @param ranges of proxies, as `model::ip_range` reads them; others are ignored. Empty: with a
  /// `public_origin` those of this machine, without one none.
  forwarding(const std::vector<std::string>& ranges, std::string_view public_origin);

  [[nodiscard]] bool trusts(std::string_view address) const;

  /// How a client has come whose proxy speaks the PROXY protocol, and has announced `announced`: a
  /// proxy that tells nothing serves the public origin.
  [[nodiscard]] model::http_request::transport
  transport_of(std::optional<model::http_request::transport> announced) const;

  /// Sets `request.remote_address` and `over`, which are those of the connection so far, to the
  /// client's if a trusted proxy has sent the request: to the last address in X-Forwarded-For that
  /// is no trusted proxy's, and to the last X-Forwarded-Proto. A proxy that says no scheme serves
  /// the public origin. Headers that strangers send, or put in front, count for nothing.
  void apply(model::http_request& request) const;

private:
  std::vector<model::ip_range> trusted_;
  model::http_request::transport public_scheme_ = model::http_request::transport::plain;
};

} // namespace vestnik::net
