#pragma once

#include <boost/asio/recycling_allocator.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace vestnik::net {

/// A move-only `void(error_code, std::size_t)`, called once: Beast's operations with
/// their type erased, so that what carries the bytes is no template. Its memory comes
/// from Asio's per-thread cache.
class io_completion {
public:
  io_completion() = default;

  template <class Function>
  requires(!std::is_same_v<std::remove_cvref_t<Function>, io_completion>) explicit io_completion(
      Function&& function)
      : target_(holder<std::decay_t<Function>>::make(std::forward<Function>(function))) {}

  io_completion(io_completion&& other) noexcept
      : target_(std::exchange(other.target_, nullptr)) {}
  io_completion& operator=(io_completion&& other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~io_completion() {
    if (target_ != nullptr)
      target_->destroy();
  }

  explicit operator bool() const noexcept { return target_ != nullptr; }

  /// Empties itself first: the memory is free again when the function runs.
  void operator()(boost::system::error_code result, std::size_t bytes) {
    std::exchange(target_, nullptr)->call(result, bytes);
  }

private:
  struct base {
    virtual void call(boost::system::error_code result, std::size_t bytes) = 0;
    virtual void destroy() noexcept = 0;

  protected:
    ~base() = default;
  };

  template <class Function>
  struct holder final : base {
    using allocator = boost::asio::recycling_allocator<holder>;

    explicit holder(Function function)
        : function_(std::move(function)) {}

    static holder* make(Function function) {
      return std::construct_at(allocator{}.allocate(1), std::move(function));
    }
    void call(boost::system::error_code result, std::size_t bytes) override {
      Function function = std::move(function_);
      destroy();
      function(result, bytes);
    }
    void destroy() noexcept override {
      std::destroy_at(this);
      allocator{}.deallocate(this, 1);
    }

    Function function_;
  };

  base* target_ = nullptr;
};

} // namespace vestnik::net
