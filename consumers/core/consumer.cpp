#include "consumers/core/consumer.hpp"

#include "consumers/core/failure.hpp"
#include "consumers/wire/envelope.hpp"

#include <utility>

namespace vestnik::consumers {

consumer::consumer(scope facts, client& out, channel_layer& layer)
    : facts_{std::move(facts)}
    , out_{out}
    , layer_{layer} {}

template <class Body>
void consumer::contain(Body body) noexcept {
  try {
    body();
  } catch (const model::error& why) {
    if (connected())
      out_.send(encode_reply({.form = wire_form::bare}, why));
  } catch (...) {
    log_failure(facts_.path, "");
    if (connected())
      out_.send(encode_reply({.form = wire_form::bare}, internal_error()));
  }
}

void consumer::connect() noexcept {
  contain([this] { on_connect(); });
}

void consumer::receive(frame_kind kind, std::string_view payload) noexcept {
  contain([=, this] { on_receive(kind, payload); });
}

void consumer::refuse(std::string_view payload, const model::error& why) noexcept {
  contain([&, this] { on_refuse(payload, why); });
}

void consumer::on_refuse(std::string_view payload, const model::error& why) {
  out_.send(encode_reply(read_request(payload, wire_form::bare).head, why));
}

void consumer::disconnect(std::uint16_t code) noexcept {
  lifetime_.end();
  contain([=, this] { on_disconnect(code); });
}

} // namespace vestnik::consumers
