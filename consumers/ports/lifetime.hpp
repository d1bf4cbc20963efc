#pragma once

#include <memory>
#include <utility>

namespace vestnik::consumers {

/// Lets continuations find out whether what they belong to still stands, such as a connection:
/// they keep a `watch`, which turns false when the lifetime ends. One thread.
class lifetime {
  struct span;

public:
  class watch {
  public:
    [[nodiscard]] explicit operator bool() const noexcept {
      const auto lasting = span_.lock();
      return lasting && (!lasting->outer || *lasting->outer);
    }

  private:
    friend class lifetime;
    explicit watch(std::weak_ptr<const span> of) noexcept
        : span_{std::move(of)} {}
    std::weak_ptr<const span> span_;
  };

  lifetime()
      : span_{std::make_shared<const span>()} {}
  /// One that lasts no longer than `outer`, such as that of an instance within its connection.
  explicit lifetime(watch outer)
      : span_{std::make_shared<const span>(span{std::make_unique<const watch>(std::move(outer))})} {
  }

  [[nodiscard]] watch observe() const { return watch{span_}; }

  /// Turns all watches false; the destructor does the same.
  void end() noexcept { span_.reset(); }

private:
  struct span {
    /// None: nothing else ends it.
    std::unique_ptr<const watch> outer = {};
  };
  std::shared_ptr<const span> span_;
};

} // namespace vestnik::consumers
