#pragma once

#include "consumers/dispatch/parameter.hpp"
#include "model/identity.hpp"

#include <optional>

namespace vestnik::consumers {

/// A handler's parameter: who is signed in, with their session. A request of nobody is
/// refused with `unauthenticated` before the handler is called.
class current_user {
public:
  explicit current_user(const model::identity& identity)
      : identity_{identity} {}

  [[nodiscard]] const model::identity& operator*() const noexcept { return identity_; }
  [[nodiscard]] const model::identity* operator->() const noexcept { return &identity_; }

private:
  const model::identity& identity_;
};

template <>
struct parameter<current_user> {
  static constexpr parameter_traits traits{};

  static model::result<argument_source> plan(const argument_sources&, std::vector<std::string>&) {
    return argument_source{};
  }
  parameter(call& current, const argument_source&)
      : identity{current.at.facts().identity} {}

  [[nodiscard]] std::optional<model::error> problem() const {
    if (identity.user)
      return std::nullopt;
    return model::error{model::ec::unauthenticated, "sign in first"};
  }
  [[nodiscard]] current_user give() const { return current_user{identity}; }

  const model::identity& identity;
};

} // namespace vestnik::consumers
