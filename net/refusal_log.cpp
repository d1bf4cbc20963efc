#include "net/refusal_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace vestnik::net {

void refusal_log::note(std::string_view kind, std::string_view value, std::string_view setting) {
  // Nobody makes us keep more than a few screens of text.
  constexpr std::size_t longest = 200;
  const auto refused = fmt::format("{} {}", kind, value.substr(0, longest));
  {
    const std::lock_guard lock{mutex_};
    if (told_.size() >= most || !told_.insert(refused).second)
      return;
  }
  spdlog::warn("the {} was refused; if it is yours, name it in {}", refused, setting);
}

} // namespace vestnik::net
