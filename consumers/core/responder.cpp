#include "consumers/core/responder.hpp"

#include "consumers/core/failure.hpp"

#include <fmt/format.h>

#include <string>

namespace vestnik::consumers {

responder::responder(reply_head head, client& out, lifetime::watch connected)
    : shared_{std::make_shared<state>(std::move(head), out, std::move(connected))} {}

void responder::operator()(const model::result<model::json_text>& outcome, success how) const {
  if (!shared_->connected || std::exchange(shared_->answered, true))
    return;
  shared_->out.send(encode_reply(shared_->head, outcome, how));
}

void responder::fail() const {
  const auto& head = shared_->head;
  log_failure(fmt::format("{}.{}", head.stream.value_or(""), head.action.value_or("")),
              head.request_id ? head.request_id->text() : std::string{});
  (*this)(internal_error());
}

} // namespace vestnik::consumers
