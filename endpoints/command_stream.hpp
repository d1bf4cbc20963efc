#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

#include <optional>
#include <string_view>

namespace vestnik::endpoints {

/// A stream whose actions are commands to the owners of rooms: those of model/commands/ that
/// bear its name, read and documented by their descriptions. So `chats`, `people` and `mail` are
/// served (docs/wire/).
class command_stream {
public:
  struct options {
    /// Of the stream: what the commands' names have before the dot.
    std::string_view name;

    [[nodiscard]] std::optional<model::error> problem() const;
  };

  explicit command_stream(consumers::connection& at)
      : at_{at} {}

  [[nodiscard]] static consumers::handler_list<command_stream> handlers(const options& chosen);

private:
  template <class Command>
  void serve(model::fields& in, const consumers::responder& reply);

  consumers::connection& at_;
};

} // namespace vestnik::endpoints
