#pragma once

#include "api/exchange.hpp"
#include "model/error.hpp"
#include "net/http/http_handler.hpp"

#include <memory>
#include <unordered_set>

namespace vestnik::actors {

/// Those who have asked a GATEWAY for something and wait for the answer. All can be sent away
/// at once, when it is known that the answer takes too long; what comes for them afterwards goes
/// nowhere. Used by one thread; who waits may outlive it.
class pending_requests {
public:
  /// Answers as `answer` does, unless who waits was sent away.
  [[nodiscard]] api::http_responder wait(api::http_responder answer);

  /// Decides as `decision` does, unless who waits was sent away; then a handler that it would
  /// have been connected to is told that it has gone (1006).
  [[nodiscard]] std::shared_ptr<net::upgrade_decision>
  wait(std::shared_ptr<net::upgrade_decision> decision);

  /// Refuses all that wait.
  void send_away(const model::error& why);

  /// Of this class alone; one of those who wait.
  class visitor;

private:
  /// Each takes itself out when it has its answer, or is dropped without one.
  using visitors = std::unordered_set<visitor*>;
  std::shared_ptr<visitors> waiting_ = std::make_shared<visitors>();
};

} // namespace vestnik::actors
