#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace vestnik::net {

/// The places of those who have come to a node's port and have not proven themselves. Nobody is
/// turned away: when all places are taken, the oldest of the address that has the most of them
/// leaves. So strangers who say nothing crowd out themselves, and no node. Thread-safe.
class reception : public std::enable_shared_from_this<reception> {
public:
  explicit reception(std::size_t places)
      : places_{places} {}

  /// A place; it is free again when the last copy of what is returned goes.
  /// @param address of whoever comes: all of one link count as one (`model::client_key`).
  /// @param leave called at most once, on the thread of the one who gets the place.
  [[nodiscard]] std::shared_ptr<void> enter(std::string_view address, std::function<void()> leave);

private:
  struct guest {
    std::string client;
    std::function<void()> leave;
  };
  using guests = std::map<std::uint64_t, guest>;

  [[nodiscard]] guests::iterator crowd_of_most();
  void leave(std::uint64_t number);

  const std::size_t places_;
  std::mutex mutex_;
  /// By age.
  guests inside_;
  std::uint64_t last_ = 0;
};

} // namespace vestnik::net
