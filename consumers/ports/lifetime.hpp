#pragma once

#include <memory>

namespace vestnik::consumers {

/// Lets continuations find out whether the connection they belong to still stands:
/// they keep a `watch`, which turns false when the lifetime ends. One thread.
class lifetime {
public:
  class watch {
  public:
    [[nodiscard]] explicit operator bool() const noexcept { return !token_.expired(); }

  private:
    friend class lifetime;
    explicit watch(const std::shared_ptr<char>& token)
        : token_{token} {}
    std::weak_ptr<char> token_;
  };

  [[nodiscard]] watch observe() const { return watch{token_}; }

  /// Turns all watches false; the destructor does the same.
  void end() noexcept { token_.reset(); }

private:
  std::shared_ptr<char> token_ = std::make_shared<char>();
};

} // namespace vestnik::consumers
