#pragma once

#include "model/values/json.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::consumers {

/// Ends when the last copy goes.
using membership = std::shared_ptr<void>;

using group_handler = std::function<void(std::string_view group, const model::json_text& payload)>;

/// Named groups without a log: who is a member while something is sent gets it, at most
/// once; what one connection sends to one group arrives in that order. Nothing is kept
/// for later. Reached through the connection's channel layer, on its thread.
class group_layer {
public:
  virtual ~group_layer() = default;

  /// @param on_message called on the connection's thread while the membership lasts, for
  /// what the connection itself sends as well.
  [[nodiscard]] virtual membership join(std::string group, group_handler on_message) = 0;

  /// Sends to all members. One need not be one.
  virtual void send(std::string_view group, const model::json_text& payload) = 0;
};

} // namespace vestnik::consumers
