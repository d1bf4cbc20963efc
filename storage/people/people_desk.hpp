#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/time.hpp"
#include "storage/requests/sessions.hpp"
#include "storage/sql/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vestnik::storage {

/// What an operator does with people's accounts, on a connection of its own, while servers work.
/// Each is one transaction; servers learn what has ended within a minute. Used by one thread.
/// Errors beyond those named are those of `database`.
class people_desk {
public:
  explicit people_desk(database& in) noexcept
      : database_{in} {}

  struct account {
    model::user_id id;
    std::string login;
    std::string name;
    model::timestamp created_at{};
    /// 1970: not locked.
    model::timestamp locked_at{};
    /// When one of the sessions that last was used, to within an hour; 1970: none was.
    model::timestamp seen_at{};
  };
  /// By login, from the first behind `after` on; at most `limit`.
  model::result<std::vector<account>> list(const std::string& after, std::uint32_t limit) const;

  /// Errors: `not_found`.
  model::result<account> find(const std::string& login) const;

  /// Those that have not ended, the newest first.
  model::result<std::vector<session_facts>> sessions_of(model::user_id user,
                                                        model::timestamp now) const;

  /// A new person. @param phc see `create_user`, whose errors these are.
  model::result<void> add(model::user_id id, const std::string& login, const std::string& name,
                          const std::string& phc, model::timestamp at);

  /// Gives another password and ends all sessions.
  model::result<void> set_password(model::user_id user, const std::string& phc);

  /// Whoever is locked cannot sign in, and the sessions have ended.
  model::result<void> lock(model::user_id user, model::timestamp at);
  model::result<void> unlock(model::user_id user);

private:
  database& database_;
};

} // namespace vestnik::storage
