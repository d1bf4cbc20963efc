#include "model/close_reason.hpp"

#include <fmt/format.h>

namespace vestnik::model {

std::string close_reason(const error& refusal) {
  return fmt::format(R"({{"code":"{}","retry_ms":{}}})", traits_of(refusal.code).name,
                     refusal.retry_after.count());
}

} // namespace vestnik::model
