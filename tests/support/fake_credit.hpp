#pragma once

#include "net/websocket/connection_handler.hpp"

#include <cstddef>

namespace vestnik::test {

/// Counts what a connection may read.
class fake_credit final : public net::inbound_credit {
public:
  void grant(std::size_t messages) override { granted += messages; }

  std::size_t granted = 0;
};

} // namespace vestnik::test
