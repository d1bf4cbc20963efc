#include "actors/mail/stream_port.hpp"

#include <caf/send.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace vestnik::actors {

stream_port::stream_port(fetcher_actor owner, std::uint64_t attempt)
    : owner_{std::move(owner)}
    , attempt_{attempt} {}

void stream_port::on_connected() { caf::anon_send(owner_, stream_opened{attempt_}); }

void stream_port::on_secured() { caf::anon_send(owner_, stream_secured{attempt_}); }

void stream_port::on_bytes(std::string_view bytes) {
  caf::anon_send(owner_, stream_bytes{attempt_, std::string{bytes}});
}

void stream_port::on_closed(const model::error& error) {
  caf::anon_send(owner_, stream_closed{attempt_, error});
}

} // namespace vestnik::actors
