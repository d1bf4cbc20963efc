#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"

#include <string_view>

namespace vestnik::consumers {

/// The smallest consumer: sends every message back as it came, to anybody.
struct echo {
  struct options {
    access_rule permission = anonymous();
  };

  connection& at;

  void receive(frame_kind kind, std::string_view payload) { at.send_as_is(kind, payload); }
};

} // namespace vestnik::consumers
