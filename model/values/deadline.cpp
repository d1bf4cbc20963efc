#include "model/values/deadline.hpp"

#include <algorithm>

namespace vestnik::model {

using std::chrono::milliseconds;

deadline deadline::after(milliseconds budget, clock::time_point now) {
  const auto most = std::chrono::floor<milliseconds>(clock::time_point::max() - now);
  return budget < most ? deadline{now + std::max(budget, milliseconds::zero())} : deadline{};
}

milliseconds deadline::left(clock::time_point now) const {
  if (at_ == clock::time_point::max())
    return milliseconds::max();
  return std::max(std::chrono::floor<milliseconds>(at_ - now), milliseconds::zero());
}

} // namespace vestnik::model
