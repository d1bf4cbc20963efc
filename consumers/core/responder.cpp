#include "consumers/core/responder.hpp"

#include "consumers/core/failure.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>

namespace vestnik::consumers {

responder::responder(reply_head head, client& out, lifetime::watch connected)
    : shared_{std::make_shared<state>(std::move(head), out, std::move(connected))} {}

responder::state::~state() {
  if (answered || !connected)
    return;
  spdlog::error("consumers: {}, request {}: it was dropped without an answer",
                model::quoted(where()), model::quoted(id()));
  out.send(encode_reply(head, internal_error()));
}

std::string responder::state::where() const {
  return fmt::format("{}.{}", head.stream.value_or(""), head.action.value_or(""));
}

std::string responder::state::id() const {
  return head.request_id ? head.request_id->text() : std::string{};
}

void responder::operator()(const model::result<model::json_text>& outcome, success how) const {
  if (!shared_->connected || std::exchange(shared_->answered, true))
    return;
  auto& [head, out, connected, answered] = *shared_;
  auto frame = encode_reply(head, outcome, how);
  if (frame.size() > out.largest_reply())
    frame =
        encode_reply(head, model::error{model::ec::too_large,
                                        "the answer is too long for one message: ask for less"});
  out.send(frame);
}

void responder::fail() const {
  log_failure(shared_->where(), shared_->id());
  (*this)(internal_error());
}

} // namespace vestnik::consumers
