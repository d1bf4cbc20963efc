#pragma once

#include "model/values/id.hpp"
#include "model/values/time.hpp"

#include <string>

namespace vestnik::model {

/// Who is behind a request or a connection; empty `user` means nobody signed in.
struct identity {
  user_id user;
  session_id session;
  /// What one signs in with: unique, lower case.
  std::string login;
  /// What others see.
  std::string name;
  /// When the session ends, and all that was opened within it.
  timestamp expires_at{};

  friend bool operator==(const identity&, const identity&) = default;
};

} // namespace vestnik::model
