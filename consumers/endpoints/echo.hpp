#pragma once

#include "consumers/consumer.hpp"

namespace vestnik::consumers::endpoints {

/// Sends back every message as it came, text and binary; for conformance runs only.
class echo final : public consumer {
public:
  using consumer::consumer;

private:
  void on_receive(frame_kind kind, std::string_view payload) override;
};

} // namespace vestnik::consumers::endpoints
