#pragma once

#include "api/account_port.hpp"
#include "api/credentials.hpp"
#include "api/exchange.hpp"
#include "model/http.hpp"

#include <atomic>
#include <string>

namespace vestnik::api {

struct router_options {
  /// What the listener is, as far as session cookies are concerned.
  cookie_policy cookies = cookie_policy::refuse;
  /// What `/api/v1/asyncapi.json` answers; empty: there is no such resource.
  std::string asyncapi = {};
};

/// Serves `/api/v1/` (docs/wire/http.md) for one listener. Before a resource sees
/// a request, its path (404), method (405 with `allow`), origin (403),
/// body (400, 413) and caller (401) are in order, checked in this sequence. While it is
/// `suspended` it serves only what is for anybody (503).
/// Thread-safe. Must outlive all answers of the port.
class router {
public:
  explicit router(account_port& accounts, router_options options = {});

  /// Answers `request` through `respond`: at once, or when the port has answered, on
  /// the port's thread. `HEAD` is answered as `GET`: leaving the body out, but not its
  /// length, is the connection's task (RFC 9110 §9.3.2).
  void handle(model::http_request request, http_responder respond);

  /// What `health` says, and whether people are served, from now on; `starting` at first.
  void set_readiness(readiness now) noexcept { readiness_ = now; }

private:
  account_port& accounts_;
  router_options options_;
  std::atomic<readiness> readiness_{readiness::starting};
};

} // namespace vestnik::api
