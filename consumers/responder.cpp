#include "consumers/responder.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace vestnik::consumers {

responder::responder(reply_head head, client& out, lifetime::watch connected)
    : shared_{std::make_shared<state>(std::move(head), out, std::move(connected))} {}

void responder::operator()(const model::result<model::json_text>& outcome) const {
  if (!shared_->connected || std::exchange(shared_->answered, true))
    return;
  shared_->out.send(encode_reply(shared_->head, outcome));
}

void responder::fail() const {
  const auto& head = shared_->head;
  log_exception(fmt::format("{}.{}", head.stream.value_or(""), head.action.value_or("")),
                head.request_id.value_or(""));
  (*this)(internal_error());
}

void log_exception(std::string_view where, std::string_view request_id) {
  std::string what = "an exception of unknown type";
  try {
    throw;
  } catch (const std::exception& thrown) {
    what = thrown.what();
  } catch (...) { // the text above stands
  }
  spdlog::error("consumers: {}, request {}: {}", model::quoted(where), model::quoted(request_id),
                what);
}

model::error internal_error() {
  return {model::ec::internal, "something went wrong on our side; it has been logged"};
}

} // namespace vestnik::consumers
