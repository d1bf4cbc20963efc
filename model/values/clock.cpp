#include "model/values/clock.hpp"

#include <chrono>

namespace vestnik::model {

timestamp now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace vestnik::model
