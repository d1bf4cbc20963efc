#include "storage/secrets/master_key.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"
#include "storage/secrets/sodium.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vestnik::storage {

namespace {

/// An open file, closed at the end.
class descriptor {
public:
  explicit descriptor(int number) noexcept
      : number_{number} {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  explicit operator bool() const noexcept { return number_ >= 0; }
  int operator*() const noexcept { return number_; }

private:
  int number_;
};

model::error refused(std::string_view why) {
  return {model::ec::invalid, std::string{why}, "secrets.key-file"};
}

model::error failed(std::string_view doing, const std::filesystem::path& file, int reason = errno) {
  return {model::ec::unavailable, fmt::format("the key file {} cannot be {}: {}", file.native(),
                                              doing, std::generic_category().message(reason))};
}

model::result<std::string> read_key(int from, const std::filesystem::path& file, std::size_t size) {
  struct stat about {};
  if (::fstat(from, &about) != 0)
    return failed("read", file);
  if (!S_ISREG(about.st_mode))
    return refused(fmt::format("the key file {} is no regular file", file.native()));
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return refused(fmt::format("the key file {} has mode {:04o}, but only its owner may read it: "
                               "chmod 600 it",
                               file.native(), about.st_mode & 07777));
  if (about.st_size != static_cast<off_t>(size))
    return refused(fmt::format("the key file {} has {} bytes instead of {}", file.native(),
                               about.st_size, size));
  std::string key(size, '\0');
  if (::read(from, key.data(), size) != static_cast<ssize_t>(size))
    return failed("read", file);
  return key;
}

/// Makes the file unless there is one: under another name first, so that nobody ever
/// sees half a key.
model::result<void> make_key(const std::filesystem::path& file, std::size_t size) {
  auto draft = file;
  draft += "." + to_hex(random_bytes(8));
  auto key = random_bytes(size);
  {
    const descriptor to{::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!to)
      return failed("made", file);
    const bool written =
        ::write(*to, key.data(), size) == static_cast<ssize_t>(size) && ::fsync(*to) == 0;
    const int reason = errno;
    sodium_memzero(key.data(), size);
    if (!written) {
      ::unlink(draft.c_str());
      return failed("written", file, reason);
    }
  }
  // Fails if another process was faster: its key is as good.
  const int reason = ::link(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
  ::unlink(draft.c_str());
  if (reason != 0 && reason != EEXIST)
    return failed("made", file, reason);

  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
  const descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory || ::fsync(*directory) != 0)
    return failed("made durable", file);
  return {};
}

} // namespace

model::result<std::string> read_or_make_key(const std::filesystem::path& file, std::size_t size) {
  if (::access(file.c_str(), F_OK) != 0 && errno == ENOENT)
    if (auto made = make_key(file, size); !made)
      return made.error();
  const descriptor from{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!from)
    return failed("opened", file);
  return read_key(*from, file, size);
}

} // namespace vestnik::storage
