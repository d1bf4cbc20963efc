#pragma once

#include "consumers/dispatch/parameter.hpp"
#include "model/identity.hpp"

#include <optional>

namespace vestnik::consumers {

/// A handler's parameter: who is signed in, with their session. A request of nobody is
/// refused with `unauthenticated` before the handler is called.
class current_user {
public:
  explicit current_user(const model::identity& who)
      : who_{who} {}

  [[nodiscard]] const model::identity& operator*() const noexcept { return who_; }
  [[nodiscard]] const model::identity* operator->() const noexcept { return &who_; }

private:
  const model::identity& who_;
};

template <>
struct parameter<current_user> {
  static constexpr parameter_traits traits{};

  static model::result<argument_source> plan(const argument_sources&, std::vector<std::string>&) {
    return argument_source{};
  }
  parameter(call& what, const argument_source&)
      : who{what.at.facts().who} {}

  [[nodiscard]] std::optional<model::error> problem() const {
    if (who.user)
      return std::nullopt;
    return model::error{model::ec::unauthenticated, "sign in first"};
  }
  [[nodiscard]] current_user give() const { return current_user{who}; }

  const model::identity& who;
};

} // namespace vestnik::consumers
