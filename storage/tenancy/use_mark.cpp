#include "storage/tenancy/use_mark.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace vestnik::storage {

use_mark::use_mark(const std::filesystem::path& key_file)
    : file_{key_file} {
  file_ += ".used";
}

std::optional<model::timestamp> use_mark::read() const {
  std::ifstream file{file_};
  std::int64_t microseconds = 0;
  if (!(file >> microseconds) || microseconds <= 0)
    return std::nullopt;
  return model::timestamp{std::chrono::microseconds{microseconds}};
}

model::result<void> use_mark::write(model::timestamp at) const {
  // Several nodes may share the folder.
  auto draft = file_;
  draft += fmt::format(".{}", at.time_since_epoch().count());
  errno = 0;
  std::ofstream file{draft};
  file << at.time_since_epoch().count() << '\n';
  file.close();
  const auto failed = [this](const std::error_code& why) {
    return model::error{model::ec::unavailable,
                        fmt::format("{} cannot be written: {}", file_.native(), why.message())};
  };
  if (!file)
    return failed({errno, std::generic_category()});
  std::error_code moved;
  std::filesystem::rename(draft, file_, moved);
  if (moved)
    return failed(moved);
  return {};
}

} // namespace vestnik::storage
