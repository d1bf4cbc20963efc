#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace vestnik::actors {

/// The mail that all FETCHERs of a node have in memory: what comes in, waits to be parsed or to be
/// stored. Thread-safe. Without it the bounds of each mailbox add up to any amount.
class mail_memory {
public:
  /// What a mailbox may have in any case, so that ordinary mail flows on beside large ones.
  static constexpr std::uint64_t small = 256 * 1024;

  explicit mail_memory(std::uint64_t most)
      : most_{most} {}

  [[nodiscard]] bool is_used_up() const noexcept { return used_ > most_; }
  [[nodiscard]] std::uint64_t used() const noexcept { return used_; }

private:
  friend class mail_share;

  std::uint64_t most_;
  std::atomic<std::uint64_t> used_{0};
};

/// What one FETCHER has of it. Used on one thread.
class mail_share {
public:
  explicit mail_share(std::shared_ptr<mail_memory> of)
      : of_{std::move(of)} {}
  ~mail_share() { give_back(mine_); }
  mail_share(const mail_share&) = delete;
  mail_share& operator=(const mail_share&) = delete;

  void take(std::uint64_t bytes) noexcept {
    mine_ += bytes;
    of_->used_ += bytes;
  }
  void give_back(std::uint64_t bytes) noexcept {
    mine_ -= bytes;
    of_->used_ -= bytes;
  }
  /// Of messages that have not come in whole; replaces what was said before.
  void unfinished(std::uint64_t bytes) noexcept {
    give_back(unfinished_);
    take(unfinished_ = bytes);
  }

  /// Whether no more is to be read before something is stored.
  [[nodiscard]] bool must_wait() const noexcept {
    return of_->is_used_up() && mine_ > mail_memory::small;
  }

private:
  std::shared_ptr<mail_memory> of_;
  std::uint64_t mine_ = 0;
  std::uint64_t unfinished_ = 0;
};

} // namespace vestnik::actors
