#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

#include <cstddef>
#include <vector>

namespace vestnik::endpoints {

/// The stream `rooms`: subscribe and resume (docs/wire/rooms.md).
/// The events themselves do not pass here.
class rooms {
public:
  struct options {
    /// Rooms of one request.
    std::size_t most = 1'000;
  };

  rooms(consumers::connection& at, const options& chosen)
      : at_{at}
      , most_{chosen.most} {}

  [[nodiscard]] static consumers::handler_list<rooms> handlers(const options& chosen);

  /// Those of all rooms, which the fan-out writes.
  [[nodiscard]] static std::vector<consumers::event_description> events();

private:
  void ping(model::fields& in, const consumers::responder& reply);
  void subscribe(model::fields& in, const consumers::responder& reply);
  void unsubscribe(model::fields& in, const consumers::responder& reply);

  consumers::connection& at_;
  std::size_t most_;
};

} // namespace vestnik::endpoints
