#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/dispatch/handler.hpp"

namespace vestnik::endpoints {

/// The stream `people`: whom one can write to (docs/wire.md section 2.3).
class people {
public:
  explicit people(consumers::connection& at)
      : at_{at} {}

  [[nodiscard]] static consumers::handler_list<people> handlers();

private:
  void search(model::fields& in, const consumers::responder& reply);

  consumers::connection& at_;
};

} // namespace vestnik::endpoints
