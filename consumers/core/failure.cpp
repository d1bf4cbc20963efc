#include "consumers/core/failure.hpp"

#include "model/values/json.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <string>

namespace vestnik::consumers {

void log_failure(std::string_view where, std::string_view request_id) {
  std::string description = "an exception of unknown type";
  try {
    throw;
  } catch (const std::exception& thrown) {
    description = thrown.what();
  } catch (...) { // the text above stands
  }
  spdlog::error("consumers: {}, request {}: {}", model::quoted(where), model::quoted(request_id),
                model::quoted(description));
}

model::error internal_error() {
  return {model::ec::internal, "something went wrong on our side; it has been logged"};
}

} // namespace vestnik::consumers
