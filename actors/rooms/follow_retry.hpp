#pragma once

#include <chrono>
#include <optional>
#include <utility>

namespace vestnik::actors {

/// How long an actor that follows a room waits for an answer about it, wherever the room's owner
/// is. Such requests are rare, so the timers that they keep are few.
inline constexpr std::chrono::seconds follow_patience{10};

/// The pause between an attempt to follow or read a room that found no owner and the next one;
/// empty: give up. The directory may not know yet that the owner is lost, the owner's node may not
/// be declared dead yet (below 6 s), or the next owner may still load, one of very many: a minute
/// in all. @param attempt counts from 1.
[[nodiscard]] std::optional<std::chrono::milliseconds> pause_after(int attempt);

/// Sends the message, which carries the number of the attempt that failed, to the actor itself
/// with the next number when it is time for that. @return whether there is a next attempt.
template <class Self, class Message>
[[nodiscard]] bool follow_later(Self* self, Message message) {
  const auto pause = pause_after(message.attempt);
  if (!pause)
    return false;
  ++message.attempt;
  self->delayed_send(self, *pause, std::move(message));
  return true;
}

} // namespace vestnik::actors
