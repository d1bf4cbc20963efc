#pragma once

#include "consumers/core/connection.hpp"
#include "consumers/ports/object_store.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace vestnik::consumers {

/// The server's own objects: each connection reaches them through its channel layer.
struct stored_objects {};

/// Where the objects of a mount are: in one store for all its connections, or in the
/// server's. `{.store = stored_objects{}}`
class object_source {
public:
  object_source() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): an option is written as the store itself
  object_source(stored_objects where);
  template <std::derived_from<object_store> Store>
  // NOLINTNEXTLINE(google-explicit-constructor)
  object_source(std::shared_ptr<Store> one) {
    if (one)
      open_ = [one = std::move(one)](const table_description&, connection&) { return one; };
  }

  /// Whether one was chosen.
  [[nodiscard]] explicit operator bool() const noexcept { return open_ != nullptr; }

  /// Whether it is the server's.
  [[nodiscard]] bool is_server() const noexcept { return whose_ == owner::server; }

  /// For one connection, which outlives it.
  [[nodiscard]] std::shared_ptr<object_store> open(const table_description& of,
                                                   connection& at) const {
    return open_(of, at);
  }

private:
  enum class owner : std::uint8_t { mount, server };

  std::function<std::shared_ptr<object_store>(const table_description&, connection&)> open_;
  owner whose_ = owner::mount;
};

} // namespace vestnik::consumers
