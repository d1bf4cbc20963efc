#include "net/http/http_answer.hpp"

#include "net/http/refusal.hpp"

#include <utility>

namespace vestnik::net {

http_answer::http_answer(std::shared_ptr<io_thread> thread, std::weak_ptr<answer_target> target)
    : thread_(std::move(thread))
    , target_(std::move(target)) {}

http_answer::~http_answer() {
  refuse(to_response(model::error{model::ec::internal, "the request was not answered"}));
}

void http_answer::accept(std::shared_ptr<connection_handler> handler, std::string subprotocol) {
  if (given_.exchange(true))
    return;
  thread_->post([target = target_, handler = std::move(handler),
                 subprotocol = std::move(subprotocol)]() mutable {
    if (const auto alive = target.lock())
      alive->on_accept(std::move(handler), std::move(subprotocol));
    else
      handler->on_close(1006);
  });
}

void http_answer::refuse(model::http_response response) {
  if (given_.exchange(true))
    return;
  thread_->post([target = target_, response = std::move(response)]() mutable {
    if (const auto alive = target.lock())
      alive->on_response(std::move(response));
  });
}

http_responder make_responder(std::shared_ptr<http_answer> answer) {
  return [answer = std::move(answer)](model::http_response response) {
    answer->refuse(std::move(response));
  };
}

} // namespace vestnik::net
