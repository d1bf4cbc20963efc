#include "actors/runtime/answer_promise.hpp"

#include "actors/runtime/error.hpp"

#include <chrono>

namespace vestnik::actors {

answer_promise::answer_promise(caf::response_promise promise)
    : promise_{std::make_shared<shared>(std::move(promise))} {}

answer_promise::shared::~shared() {
  // Who sent a message without asking waits for nothing.
  if (inner.pending() && !inner.async())
    inner.deliver(to_caf({model::ec::outcome_unknown,
                          "the answer was lost; repeat the request with the same op",
                          {},
                          std::chrono::seconds{1}}));
}

} // namespace vestnik::actors
