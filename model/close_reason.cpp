#include "model/close_reason.hpp"

#include <fmt/format.h>

namespace vestnik::actors {

std::string close_reason(const model::error& why) {
  return fmt::format(R"({{"code":"{}","retry_ms":{}}})", model::traits_of(why.code).name,
                     why.retry_after.count());
}

} // namespace vestnik::actors
