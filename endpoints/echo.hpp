#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"

#include <string_view>

namespace vestnik::endpoints {

/// Sends back every message as it came, text and binary; for conformance runs only.
class echo {
public:
  struct options {
    access_rule permission = anonymous();
  };

  explicit echo(connection& at)
      : at_{at} {}

  void receive(frame_kind kind, std::string_view payload) { at_.send_as_is(kind, payload); }

private:
  connection& at_;
};

} // namespace vestnik::endpoints
