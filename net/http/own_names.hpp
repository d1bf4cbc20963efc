#pragma once

#include "net/http/refusal.hpp"
#include "net/io/tls_context.hpp"
#include "net/server_settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vestnik::net {

/// The host names that a server answers to. A page of another name whose owner lets it lead to this
/// server (DNS rebinding) is of the same origin for its browser, so only the name gives it away.
/// Immutable, so usable from every io thread.
class own_names {
public:
  /// Those of `net.names`, the hosts of `net.public-origin` and `net.allowed-origins`, and what
  /// the certificate is for, if there is one.
  own_names(const server_settings& settings, const std::optional<tls_context>& shown);

  /// Judges a Host, with or without a port: one of the names, `localhost` or a name below it
  /// (RFC 6761 §6.3), or any address, which is no name that could be made to lead elsewhere.
  /// Empty is in order: browsers always send one. Refusal: 421 (RFC 9110 §15.5.20).
  [[nodiscard]] or_refusal<void> check(std::string_view host) const;

private:
  [[nodiscard]] bool has(const std::string& name) const;

  std::vector<std::string> names_;
  std::optional<tls_context> shown_;
};

} // namespace vestnik::net
