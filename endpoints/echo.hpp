#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/core/permission.hpp"

#include <string_view>

namespace vestnik::endpoints {

/// Sends back every message as it came, text and binary; for conformance runs only.
class echo {
public:
  struct options {
    consumers::access_rule permission = consumers::anonymous();
  };

  explicit echo(consumers::connection& at)
      : at_{at} {}

  void receive(consumers::frame_kind kind, std::string_view payload) {
    at_.send_as_is(kind, payload);
  }

private:
  consumers::connection& at_;
};

} // namespace vestnik::endpoints
