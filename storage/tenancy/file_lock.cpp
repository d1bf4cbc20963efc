#include "storage/tenancy/file_lock.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace vestnik::storage {

model::result<std::unique_ptr<file_lock>> file_lock::take(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    std::unique_ptr<file_lock> taken{new file_lock{descriptor}};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      return taken;
    if (errno == EWOULDBLOCK)
      return model::error{model::ec::conflict,
                          fmt::format("another process has {}", file.native())};
  }
  return model::error{model::ec::unavailable, fmt::format("{} cannot be locked: {}", file.native(),
                                                          std::generic_category().message(errno))};
}

file_lock::~file_lock() { ::close(descriptor_); }

} // namespace vestnik::storage
