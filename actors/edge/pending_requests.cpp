#include "actors/edge/pending_requests.hpp"

#include <utility>

namespace vestnik::actors {

/// One who waits for one answer.
class pending_requests::visitor {
public:
  visitor(std::shared_ptr<visitors> among, api::http_responder refuse)
      : among_{std::move(among)}
      , refuse_{std::move(refuse)} {
    among_->insert(this);
  }
  ~visitor() { among_->erase(this); }
  visitor(const visitor&) = delete;
  visitor& operator=(const visitor&) = delete;

  /// Whether it still waited; not from now on.
  [[nodiscard]] bool leaves() { return among_->erase(this) > 0; }

  void answer(model::http_response response) {
    if (leaves())
      refuse_(std::move(response));
  }

private:
  std::shared_ptr<visitors> among_;
  api::http_responder refuse_;
};

namespace {

class waiting_upgrade final : public net::upgrade_decision {
public:
  waiting_upgrade(std::shared_ptr<net::upgrade_decision> decision,
                  std::shared_ptr<pending_requests::visitor> who)
      : decision_{std::move(decision)}
      , who_{std::move(who)} {}

  void accept(std::shared_ptr<net::connection_handler> handler, std::string subprotocol) override {
    if (who_->leaves())
      decision_->accept(std::move(handler), std::move(subprotocol));
    else
      handler->on_close(1006);
  }
  void refuse(model::http_response response) override { who_->answer(std::move(response)); }

private:
  std::shared_ptr<net::upgrade_decision> decision_;
  std::shared_ptr<pending_requests::visitor> who_;
};

} // namespace

api::http_responder pending_requests::wait(api::http_responder answer) {
  return [who = std::make_shared<visitor>(waiting_, std::move(answer))](
             model::http_response response) { who->answer(std::move(response)); };
}

std::shared_ptr<net::upgrade_decision>
pending_requests::wait(std::shared_ptr<net::upgrade_decision> decision) {
  auto who = std::make_shared<visitor>(waiting_, [decision](model::http_response response) {
    decision->refuse(std::move(response));
  });
  return std::make_shared<waiting_upgrade>(std::move(decision), std::move(who));
}

void pending_requests::send_away(const model::error& why) {
  while (!waiting_->empty())
    (*waiting_->begin())->answer(api::refusal_response(why));
}

} // namespace vestnik::actors
