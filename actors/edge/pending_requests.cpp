#include "actors/edge/pending_requests.hpp"

#include <string>
#include <utility>

namespace vestnik::actors {

/// A request without an answer yet.
class pending_requests::request {
public:
  request(std::shared_ptr<requests> all, api::http_responder respond)
      : all_{std::move(all)}
      , respond_{std::move(respond)} {
    all_->insert(this);
  }
  ~request() { all_->erase(this); }
  request(const request&) = delete;
  request& operator=(const request&) = delete;

  /// Takes it out of those that wait. @return whether it was one of them.
  [[nodiscard]] bool leave() { return all_->erase(this) > 0; }

  void answer(model::http_response response) {
    if (leave())
      respond_(std::move(response));
  }

private:
  std::shared_ptr<requests> all_;
  api::http_responder respond_;
};

namespace {

class pending_upgrade final : public net::upgrade_decision {
public:
  pending_upgrade(std::shared_ptr<net::upgrade_decision> decision,
                  std::shared_ptr<pending_requests::request> request)
      : decision_{std::move(decision)}
      , request_{std::move(request)} {}

  void accept(std::shared_ptr<net::connection_handler> handler, std::string subprotocol) override {
    if (request_->leave())
      decision_->accept(std::move(handler), std::move(subprotocol));
    else
      handler->on_close(1006);
  }
  void refuse(model::http_response response) override { request_->answer(std::move(response)); }

private:
  std::shared_ptr<net::upgrade_decision> decision_;
  std::shared_ptr<pending_requests::request> request_;
};

} // namespace

api::http_responder pending_requests::wait(api::http_responder answer) {
  return [pending = std::make_shared<request>(waiting_, std::move(answer))](
             model::http_response response) { pending->answer(std::move(response)); };
}

std::shared_ptr<net::upgrade_decision>
pending_requests::wait(std::shared_ptr<net::upgrade_decision> decision) {
  auto pending = std::make_shared<request>(waiting_, [decision](model::http_response response) {
    decision->refuse(std::move(response));
  });
  return std::make_shared<pending_upgrade>(std::move(decision), std::move(pending));
}

void pending_requests::refuse_all(const model::error& why) {
  while (!waiting_->empty())
    (*waiting_->begin())->answer(api::refusal_response(why));
}

} // namespace vestnik::actors
