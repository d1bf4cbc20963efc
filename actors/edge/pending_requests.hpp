#pragma once

#include "api/exchange.hpp"
#include "model/error.hpp"
#include "net/http/http_handler.hpp"

#include <memory>
#include <unordered_set>

namespace vestnik::actors {

/// The requests of a GATEWAY that have no answer yet. All can be refused at once, when it is known
/// that the answers would take too long; an answer that comes afterwards is dropped. Used by one
/// thread; a request may outlive it.
class pending_requests {
public:
  /// Answers as `answer` does, unless the request was refused.
  [[nodiscard]] api::http_responder wait(api::http_responder answer);

  /// Decides as `decision` does, unless the request was refused; then the handler of an accepted
  /// connection hears that it is closed (1006).
  [[nodiscard]] std::shared_ptr<net::upgrade_decision>
  wait(std::shared_ptr<net::upgrade_decision> decision);

  /// Refuses all that have no answer.
  void refuse_all(const model::error& why);

  /// Of this class alone.
  class request;

private:
  /// Each takes itself out when it is answered, or dropped without an answer.
  using requests = std::unordered_set<request*>;
  std::shared_ptr<requests> waiting_ = std::make_shared<requests>();
};

} // namespace vestnik::actors
