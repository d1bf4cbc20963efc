#include "storage/schema/patience.hpp"

#include <spdlog/spdlog.h>

#include <thread>

namespace vestnik::storage {

model::result<void> insist_on(std::string_view title,
                              const std::function<model::result<void>()>& attempt,
                              const schema_patience& how) {
  for (unsigned made = 1;; ++made) {
    auto done = attempt();
    if (done || done.error().code != model::ec::unavailable || made >= how.attempts)
      return done;
    if (made == 1)
      spdlog::warn("{} waits for others that use the database: {}", title, done.error().message);
    std::this_thread::sleep_for(how.pause);
  }
}

} // namespace vestnik::storage
